import { enqueueWholesale, type OutgoingWholesale } from '../../exchange/index.ts'
import { dk, gridAreasAsKnown } from '../../market/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { AmountTable } from '../wholesale/amount-tables.ts'
import type { AnnouncePorts } from './announce-results.ts'
import { announcedAmounts, announcedMonthly, announcedTotals, type AnnouncedOf } from './announced-amounts.ts'
import {
  announcedAmountsSql,
  announcedMonthlySql,
  announcedTotalsSql,
  supplierRowsSql,
  type AmountsOf,
  type SupplierSpan,
} from './announced-amounts-sql.ts'
import { wholesaleProcess } from './announced-process.ts'
import type { StartedCalculation } from './calculation-store.ts'
import { resultFiles } from './result-files.ts'

/** Rows of amounts that are in memory at a time, unless one supplier has more: some 40 MB. */
const ROWS_AT_ONCE = 50_000

/**
 * Puts the amounts of a calculation into the queues of those who are sent them, as RSM-019 (settlement 2.6), area by area:
 * of each charge by the hour and day and in the month, for the supplier and for who settles the charge with it; and the
 * totals of the month. Other types than those that settle charges tell nobody anything.
 */
export async function announceAmounts(
  trx: Transaction,
  given: StartedCalculation,
  ports: AnnouncePorts,
): Promise<void> {
  const process = wholesaleProcess(given.type)
  if (process === undefined || given.isInternal) return
  const { systemOperatorId } = dk
  const areas = await gridAreasAsKnown(trx, { asOf: ports.clock.today(given.zone) })
  const filesOf = async (table: AmountTable): Promise<string[]> =>
    await resultFiles(trx, [given.calculationId], ports.lake, table)
  const [amounts, monthly, totals] = [
    await filesOf('amount_per_charge_day'),
    await filesOf('monthly_amount_per_charge'),
    await filesOf('total_monthly_amount'),
  ]
  for (const gridArea of given.gridAreas) {
    const gridOwnerId = areas.find(({ code }) => code === gridArea)?.meteredDataResponsibleId ?? undefined
    const of: AnnouncedOf = { given, process, gridArea, gridOwnerId, systemOperatorId }
    const from = (files: readonly string[]): AmountsOf => ({ files, given, gridArea, systemOperatorId })
    const enqueue = async (told: readonly OutgoingWholesale[]): Promise<void> =>
      await enqueueWholesale(trx, told, ports.clock.nowMs())
    for (const span of await supplierSpans(from(amounts), ports)) {
      await enqueue(announcedAmounts(await ports.engine.columns(announcedAmountsSql(from(amounts), span)), of))
    }
    if (monthly.length > 0) {
      await enqueue(announcedMonthly(await ports.engine.columns(announcedMonthlySql(from(monthly))), of))
    }
    if (totals.length > 0) {
      await enqueue(announcedTotals(await ports.engine.columns(announcedTotalsSql(from(totals))), of))
    }
  }
}

/** Divides the suppliers of an area so that what is read of them at once fits in memory. */
async function supplierSpans(of: AmountsOf, { engine }: AnnouncePorts): Promise<SupplierSpan[]> {
  if (of.files.length === 0) return []
  const rows = await engine.rows<{ energy_supplier_id: string; row_count: bigint }>(supplierRowsSql(of))
  return spansOf(rows.map((row) => ({ supplierId: row.energy_supplier_id, rows: Number(row.row_count) })))
}

/** Suppliers that follow each other, together while they have no more rows than the limit. */
export function spansOf(
  suppliers: readonly { readonly supplierId: string; readonly rows: number }[],
  limit: number = ROWS_AT_ONCE,
): SupplierSpan[] {
  const spans: { first: string; last: string; rows: number }[] = []
  for (const { supplierId, rows } of suppliers) {
    const open = spans.at(-1)
    if (open !== undefined && open.rows + rows <= limit) {
      open.last = supplierId
      open.rows += rows
    } else spans.push({ first: supplierId, last: supplierId, rows })
  }
  return spans.map(({ first, last }) => ({ first, last }))
}
