import { SLOT_CLASSES } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'
import type { ColumnSpec } from '../engine/engine.ts'
import { maskColumns, quantity } from '../engine/slots.ts'
import type { MaskName } from '../engine/slots.ts'

/** A table of the lake: its columns are a contract with every reader. */
export interface LakeTable {
  readonly name: string
  readonly columns: readonly ColumnSpec[]
  /** columns by which the rows of each file are sorted */
  readonly sortedBy: readonly string[]
}

/** The day tables: what transactions stated about a day, and the day as it stands. */
export type DayTableKind = 'delivery_day' | 'reading_day'

const LEADING: readonly ColumnSpec[] = [
  { name: 'series_id', type: 'INTEGER' },
  { name: 'market_day', type: 'DATE' },
  { name: 'sort_group', type: 'INTEGER' }, // rows that are summed together lie together
  { name: 'registered_at', type: 'BIGINT' }, // epoch milliseconds
  { name: 'recorded_seq', type: 'BIGINT' }, // NULL: the batch's number in the catalogue holds
]

const DELIVERED: readonly ColumnSpec[] = [
  { name: 'position', type: 'INTEGER' }, // order within its commit
  { name: 'document_id', type: 'VARCHAR' },
  { name: 'transaction_id', type: 'VARCHAR' },
]

const OWN: Readonly<Record<DayTableKind, readonly ColumnSpec[]>> = {
  delivery_day: DELIVERED,
  // superseded_seq NULL: current as far as the file knows. A day's first delivery is its reading day, and is kept here only:
  // the columns of a delivery say whose. They are NULL where several deliveries were merged.
  reading_day: [{ name: 'superseded_seq', type: 'BIGINT' }, ...DELIVERED],
}

const MASKS: Readonly<Record<DayTableKind, readonly MaskName[]>> = {
  delivery_day: ['stated', 'estimated', 'calculated', 'measured'],
  reading_day: ['missing', 'stated', 'estimated', 'calculated', 'measured'],
}

/** A day table of a slot class, such as `reading_day_100`. A NULL quantity is a slot without a value. */
export function dayTable(kind: DayTableKind, slotClass: SlotClass): LakeTable {
  return {
    name: `${kind}_${slotClass}`,
    columns: [...LEADING, ...OWN[kind], ...maskSpecs(kind, slotClass), ...quantitySpecs(slotClass)],
    sortedBy: ['market_day', 'sort_group', 'series_id'],
  }
}

const DAY_TABLES = new Map(
  (['delivery_day', 'reading_day'] as const).flatMap((kind) =>
    SLOT_CLASSES.map((slotClass) => {
      const table = dayTable(kind, slotClass)
      return [table.name, table] as const
    }),
  ),
)

/** The table of a name. @throws RangeError for one whose columns are not written here */
export function lakeTable(name: string): LakeTable {
  const table = DAY_TABLES.get(name)
  if (table === undefined) throw new RangeError(`the lake has no table ${name}`)
  return table
}

function maskSpecs(kind: DayTableKind, slotClass: SlotClass): ColumnSpec[] {
  return maskColumns(slotClass, MASKS[kind]).map((name) => ({ name, type: 'BIGINT' }))
}

function quantitySpecs(slotClass: SlotClass): ColumnSpec[] {
  return Array.from({ length: slotClass }, (_, k) => ({ name: quantity(k), type: 'DECIMAL(18,6)' }))
}
