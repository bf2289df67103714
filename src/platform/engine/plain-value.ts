import { DuckDBDateValue, DuckDBDecimalValue, DuckDBListValue, DuckDBTypeId } from '@duckdb/node-api'
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'

/** A value of a result as the rest of the program sees it. */
export type PlainValue = null | boolean | number | bigint | string | readonly PlainValue[]

/**
 * Turns an engine's value into a plain one: DECIMAL with all its decimals and DATE become text, lists become arrays.
 * @throws TypeError for a type that tables do not have
 */
export function toPlainValue(value: DuckDBValue): PlainValue {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return value.toString()
  if (value instanceof DuckDBListValue) return value.items.map(toPlainValue)
  throw new TypeError(`a result holds ${value.constructor.name}, a type that tables do not have`)
}

/** Whether a type is floating point, or holds one. */
export function isFloatingPoint(type: DuckDBType): boolean {
  if (type.typeId === DuckDBTypeId.LIST) return isFloatingPoint(type.valueType)
  return type.typeId === DuckDBTypeId.DOUBLE || type.typeId === DuckDBTypeId.FLOAT
}
