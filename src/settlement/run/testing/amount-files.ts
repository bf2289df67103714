import { hasQuality, maskOf, type QualitySet } from '../../../kernel/index.ts'
import {
  emptyRelation,
  inTransaction,
  nextRecordedSeq,
  valuesRelation,
  type ColumnSpec,
  type Engine,
  type Lake,
  type Pool,
} from '../../../platform/index.ts'
import type { AmountTable } from '../../wholesale/amount-tables.ts'
import { RESULT_MASKS } from '../../models/columns.ts'
import { ENERGY_RESULT, type ResultTableName } from '../result-files.ts'

/** A charge as results of a test name it. */
export interface TestCharge {
  readonly code: string
  readonly type: 'tariff' | 'fee' | 'subscription'
  readonly ownerId: string
  readonly isTax?: boolean
}

/** What a slot of an amount row has; decimals as text. */
export interface TestSlot {
  readonly quantity: string
  readonly price?: string
  readonly amount?: string
  /** absent: none */
  readonly qualities?: QualitySet
}

/** A row of amount_per_charge_day. */
export interface TestDay {
  readonly supplierId: string
  readonly charge: TestCharge
  readonly resolution: 'PT1H' | 'P1D'
  readonly meteringPointType?: string
  readonly settlementMethod?: string | null
  readonly day: string
  readonly slots: ReadonlyMap<number, TestSlot>
}

/** A row of monthly_amount_per_charge; without an amount it is NULL. */
export interface TestMonth {
  readonly supplierId: string
  readonly charge: TestCharge
  readonly resolution?: 'PT1H' | 'P1D'
  readonly amount?: string
}

/** A row of total_monthly_amount. */
export interface TestTotal {
  readonly supplierId: string
  readonly ownerId?: string
  readonly amount?: string
}

/** Hand-made results of a calculation. */
export interface TestAmounts {
  readonly calculationId: string
  readonly version: bigint
  readonly gridArea: string
  /** first market day of the period */
  readonly firstDay: string
  readonly days: readonly TestDay[]
  readonly months: readonly TestMonth[]
  readonly totals: readonly TestTotal[]
}

const text = (name: string): ColumnSpec => ({ name, type: 'VARCHAR' })
const whole = (name: string): ColumnSpec => ({ name, type: 'BIGINT' })
const slots = (prefix: string, scale: number, count = 25): ColumnSpec[] =>
  Array.from({ length: count }, (_, k) => ({ name: `${prefix}_${k + 1}`, type: `DECIMAL(18,${scale})` as const }))
const HEAD = [whole('calculation_version'), text('grid_area'), text('energy_supplier_id')]
const DAY: ColumnSpec = { name: 'market_day', type: 'DATE' }
const CHARGE: ColumnSpec[] = [
  ...['charge_code', 'charge_type', 'charge_owner_id'].map(text),
  { name: 'is_tax', type: 'BOOLEAN' },
  text('resolution'),
]
const AMOUNT: ColumnSpec = { name: 'amount', type: 'DECIMAL(18,6)' }

/** Columns of the tables of results, as their contracts have them. */
const COLUMNS: Readonly<Record<ResultTableName, readonly ColumnSpec[]>> = {
  energy_result_day: [
    ...HEAD,
    ...['neighbour_grid_area', 'balance_responsible_id', 'metering_point_id'].map(text),
    ...['time_series_type', 'aggregation_level', 'resolution'].map(text),
    DAY,
    ...RESULT_MASKS.flatMap((mask) => [whole(`${mask}_0`), whole(`${mask}_1`)]),
    ...slots('q', 3, 100),
  ],
  amount_per_charge_day: [
    ...HEAD,
    DAY,
    ...CHARGE,
    ...['metering_point_type', 'settlement_method', 'quantity_unit'].map(text),
    ...RESULT_MASKS.map((mask) => whole(`${mask}_0`)),
    ...slots('q', 3),
    ...slots('p', 6),
    ...slots('a', 6),
  ],
  monthly_amount_per_charge: [...HEAD, DAY, ...CHARGE, text('quantity_unit'), AMOUNT],
  total_monthly_amount: [...HEAD, DAY, text('charge_owner_id'), AMOUNT],
}

interface Ports {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
}

/** Writes results into the lake as those of a calculation, which has no energy results. */
export async function writeAmounts(given: TestAmounts, ports: Ports): Promise<void> {
  const head = (supplierId: string): unknown[] => [given.version, given.gridArea, supplierId]
  const rows: Readonly<Record<AmountTable, unknown[][]>> = {
    amount_per_charge_day: given.days.map((row) => [...head(row.supplierId), row.day, ...dayValues(row)]),
    monthly_amount_per_charge: given.months.map(({ supplierId, charge, resolution = 'P1D', amount }) => [
      ...head(supplierId),
      given.firstDay,
      ...chargeValues(charge, resolution),
      unitOf(charge),
      amount ?? null,
    ]),
    total_monthly_amount: given.totals.map(({ supplierId, ownerId, amount }) => [
      ...head(supplierId),
      given.firstDay,
      ownerId ?? null,
      amount ?? null,
    ]),
  }
  for (const [table, values] of Object.entries({ [ENERGY_RESULT]: [], ...rows })) {
    await writeTable(table as ResultTableName, values, given, ports)
  }
}

async function writeTable(
  table: ResultTableName,
  rows: readonly unknown[][],
  { calculationId, firstDay }: TestAmounts,
  { pool, lake, engine }: Ports,
): Promise<void> {
  const columns = COLUMNS[table]
  const relation =
    rows.length === 0 ? emptyRelation(columns) : valuesRelation(columns, rows as Parameters<typeof valuesRelation>[1])
  const draft = lake.newBatch(table, firstDay.slice(0, 7))
  const file = await engine.copyTo(`select * from ${relation} as r order by 1`, draft.path('part-0'))
  await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    await lake.addBatch(trx, draft, { origin: 'run', seq, files: [{ ...file, firstDay: 0, lastDay: 0 }] })
    await trx.query(
      'insert into settlement.calculation_batch (calculation_id, table_name, batch_id) values ($1, $2, $3)',
      [calculationId, table, draft.batchId],
    )
  })
}

function dayValues(row: TestDay): unknown[] {
  const { charge, resolution, meteringPointType = 'consumption', settlementMethod = 'flex' } = row
  const at = Array.from({ length: 25 }, (_, slot) => row.slots.get(slot))
  const maskWhere = (is: (slot: TestSlot) => boolean): number =>
    maskOf(
      [...row.slots].filter(([, slot]) => is(slot)).map(([slot]) => slot),
      25,
    )[0] ?? 0
  const masks = ['missing', 'estimated', 'calculated', 'measured'] as const
  return [
    ...chargeValues(charge, resolution),
    meteringPointType,
    settlementMethod,
    unitOf(charge),
    BigInt(maskWhere(() => true)),
    ...masks.map((quality) => BigInt(maskWhere(({ qualities = 0 }) => hasQuality(qualities, quality)))),
    ...at.map((slot) => slot?.quantity ?? null),
    ...at.map((slot) => slot?.price ?? null),
    ...at.map((slot) => slot?.amount ?? null),
  ]
}

function chargeValues({ code, type, ownerId, isTax = false }: TestCharge, resolution: string): unknown[] {
  return [code, type, ownerId, isTax, resolution]
}

function unitOf({ type }: TestCharge): string {
  return type === 'tariff' ? 'kWh' : 'pcs'
}
