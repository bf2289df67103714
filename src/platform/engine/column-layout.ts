import ddb from '@duckdb/node-bindings'
import type { Column, ColumnType } from './engine.ts'

/** Precision and scale of a DECIMAL column type; undefined for every other type. */
export function decimalOf(type: ColumnType): { precision: number; scale: number } | undefined {
  const match = /^DECIMAL\((\d+),(\d+)\)$/.exec(type)
  return match === null ? undefined : { precision: Number(match[1]), scale: Number(match[2]) }
}

/** Bytes of one value in memory; VARCHAR has no fixed width and no answer. */
export function bytesPerValue(type: ColumnType): number {
  switch (type) {
    case 'BOOLEAN':
      return 1
    case 'SMALLINT':
      return 2
    case 'INTEGER':
    case 'DATE':
      return 4
    case 'VARCHAR':
      throw new RangeError('a string has no fixed width')
    default:
      return 8 // BIGINT, and every DECIMAL because its carrier has 18 digits
  }
}

/** SQL type in which a column enters the engine: DECIMAL with 18 digits, whatever its precision, since narrower ones have another layout. */
export function carrierTypeText(type: ColumnType): string {
  const decimal = decimalOf(type)
  return decimal === undefined ? type : `DECIMAL(18,${decimal.scale})`
}

/** The same as the binding's own type. */
export function carrierType({ type }: Column): ddb.LogicalType {
  const decimal = decimalOf(type)
  if (decimal !== undefined) return ddb.create_decimal_type(18, decimal.scale)
  return ddb.create_logical_type(plainTypeId(type))
}

function plainTypeId(type: ColumnType): ddb.Type {
  switch (type) {
    case 'INTEGER':
      return ddb.Type.INTEGER
    case 'BIGINT':
      return ddb.Type.BIGINT
    case 'SMALLINT':
      return ddb.Type.SMALLINT
    case 'BOOLEAN':
      return ddb.Type.BOOLEAN
    case 'DATE':
      return ddb.Type.DATE
    default:
      return ddb.Type.VARCHAR
  }
}

/**
 * Refuses a column that cannot be copied as it lies in memory: the copy itself checks nothing.
 * @throws RangeError
 */
export function assertColumn({ name, type, data, validity }: Column, rowCount: number): void {
  const layout = layoutOf(type)
  if (!(data instanceof layout)) throw new RangeError(`column ${name} of type ${type} needs ${layout.name}`)
  if (data.length < rowCount) throw new RangeError(`column ${name} has ${data.length} values for ${rowCount} rows`)
  if (validity !== undefined && validity.length * 64 < rowCount) {
    throw new RangeError(`the validity of column ${name} has ${validity.length} words for ${rowCount} rows`)
  }
}

function layoutOf(
  type: ColumnType,
): ArrayConstructor | typeof Int32Array | typeof Int16Array | typeof Uint8Array | typeof BigInt64Array {
  const decimal = decimalOf(type)
  if (decimal !== undefined && decimal.precision > 18) {
    throw new RangeError(`columns in memory hold decimals of up to 18 digits, not ${type}`)
  }
  switch (type) {
    case 'INTEGER':
    case 'DATE':
      return Int32Array
    case 'SMALLINT':
      return Int16Array
    case 'BOOLEAN':
      return Uint8Array
    case 'VARCHAR':
      return Array
    default:
      return BigInt64Array
  }
}
