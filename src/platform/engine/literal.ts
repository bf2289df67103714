import { decimalOf } from './column-layout.ts'
import type { ColumnType } from './engine.ts'

/** A column type as SQL writes it. @throws RangeError for one that is not in the list of ColumnType, so that text of a type never reaches SQL unseen */
export function sqlType(type: ColumnType): string {
  const decimal = decimalOf(type)
  if (decimal !== undefined && decimal.precision <= 38 && decimal.scale <= decimal.precision) return type
  if (/^(?:INTEGER|BIGINT|SMALLINT|BOOLEAN|DATE|VARCHAR)$/.test(type)) return type
  throw new RangeError(`${type} is not a type of a column`)
}

/**
 * Refuses a decimal that the engine would round: casts do that without a word.
 * @throws RangeError
 */
export function assertDecimalText(column: string, type: ColumnType, value: unknown): void {
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(String(value))
  const decimals = match?.[2]?.length ?? 0
  if (match === null || typeof value === 'number' || decimals > (decimalOf(type)?.scale ?? 0)) {
    throw new RangeError(`${String(value)} for column ${column} is not the text of a ${type}`)
  }
}
