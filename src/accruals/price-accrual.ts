import { addDays, marketDay } from '../kernel/index.ts'
import { calculateLines } from '../billing/index.ts'
import { copyRows, parquet, type Transaction, type WrittenFile } from '../platform/index.ts'
import type { AccrualPorts } from './accrual-ports.ts'
import type { PinnedAccrual } from './accrual-store.ts'

/** What pricing found: files that live as long as the step, and what they add up to. */
export interface PricedAccrual {
  readonly openPeriods: number
  readonly accruedPeriods: number
  readonly exceptedPeriods: number
  readonly lines: number
  readonly netOre: bigint
  readonly files: { readonly pricedLine: WrittenFile; readonly pricingFault: WrittenFile } | undefined
}

const NOTHING: PricedAccrual = {
  openPeriods: 0,
  accruedPeriods: 0,
  exceptedPeriods: 0,
  lines: 0,
  netOre: 0n,
  files: undefined,
}

/**
 * Prices the open days of every supply period up to the run's last day, with the very lines that a bill of these days
 * would have: so the accrual equals the later bill to the øre. Days that lack a reading are not accrued but
 * are an exception; the other days of their period are.
 */
export async function priceAccrual(
  { toDay, inputSeq }: PinnedAccrual,
  directory: string,
  ports: AccrualPorts,
): Promise<PricedAccrual> {
  const to = addDays(marketDay(toDay, ports.zone), 1).date
  const files = await calculateLines({ to, atSeq: inputSeq, directory, withoutMissing: true }, ports)
  if (files === undefined) return NOTHING
  const [open, lines, faults] = [files.openPeriod, files.pricedLine, files.pricingFault].map(({ path }) =>
    parquet([path]),
  )
  const [row] = await ports.engine.rows<Record<'open' | 'accrued' | 'excepted' | 'lines' | 'net', bigint>>(
    `select (select count(distinct supply_period_id) from ${open} as o) as open,
       (select count(distinct supply_period_id) from ${lines} as l) as accrued,
       (select count(distinct supply_period_id) from ${faults} as f) as excepted,
       (select count(*) from ${lines} as l) as lines,
       cast((select coalesce(sum(amount_ore), 0) from ${lines} as l) as BIGINT) as net`,
  )
  if (row === undefined) return NOTHING
  return {
    openPeriods: Number(row.open),
    accruedPeriods: Number(row.accrued),
    exceptedPeriods: Number(row.excepted),
    lines: Number(row.lines),
    netOre: row.net,
    files,
  }
}

const LINE_FIELDS = [
  'line_number',
  'supply_period_id',
  'metering_point_id',
  'contract_id',
  'customer_id',
  'line_type',
  'charge_id',
  'from_day',
  'to_day',
  'quantity',
  'unit',
  'amount_ore',
] as const
const EXCEPTION_FIELDS = [
  'exception_number',
  'supply_period_id',
  'metering_point_id',
  'contract_id',
  'line_type',
  'charge_id',
  'code',
  'first_instant',
  'quarters',
] as const

/** Records what was priced, in the transaction of the step. */
export async function recordPriced(
  trx: Transaction,
  runId: string,
  priced: PricedAccrual,
  ports: AccrualPorts,
): Promise<void> {
  await trx.query(
    `insert into accruals.run_priced (run_id, open_periods, accrued_periods, excepted_periods, lines, net_ore)
     values ($1, $2, $3, $4, $5, $6)`,
    [runId, priced.openPeriods, priced.accruedPeriods, priced.exceptedPeriods, priced.lines, priced.netOre],
  )
  if (priced.files === undefined) return
  const order = 'contract_id, metering_point_id, supply_period_id'
  await copyInParts(trx, runId, ports, {
    table: 'accruals.line',
    fields: LINE_FIELDS,
    select: `select row_number() over (order by ${order}, from_day, line_type, charge_id nulls first, to_day, factor, unit_price) as line_number, *
      from ${parquet([priced.files.pricedLine.path])} as l`,
  })
  await copyInParts(trx, runId, ports, {
    table: 'accruals.exception',
    fields: EXCEPTION_FIELDS,
    select: `select row_number() over (order by ${order}, code, line_type nulls first, charge_id nulls first, first_ms) as exception_number, *,
        strftime(make_timestamp(first_ms * 1000), '%Y-%m-%dT%H:%M:%SZ') as first_instant, slots as quarters
      from ${parquet([priced.files.pricingFault.path])} as f`,
  })
}

interface CopiedTable {
  readonly table: string
  readonly fields: readonly [string, ...string[]]
  /** rows with the fields as columns; the first numbers them from 1 */
  readonly select: string
}

// So many rows are in memory at a time.
const PART_ROWS = 100_000

async function copyInParts(
  trx: Transaction,
  runId: string,
  { engine }: AccrualPorts,
  copied: CopiedTable,
): Promise<void> {
  const { table, fields, select } = copied
  const [number] = fields
  for (let from = 0; ; from += PART_ROWS) {
    const rows = await engine.rows<Record<string, string | null>>(
      `select ${fields.map((field) => `cast(${field} as VARCHAR) as ${field}`).join(', ')} from (${select}) as numbered
       where ${number} > ${from} and ${number} <= ${from + PART_ROWS} order by numbered.${number}`,
    )
    if (rows.length === 0) return
    await copyRows(
      trx,
      `${table} (run_id, ${fields.join(', ')})`,
      rows.map((row) => [runId, ...fields.map((field) => row[field] ?? null)]),
    )
    if (rows.length < PART_ROWS) return
  }
}
