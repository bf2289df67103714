import { listAccruals } from '../../accruals/index.ts'
import { findEntries, ledgerTotals, type PostedEntry } from '../../finance/index.ts'
import { formatHundredths } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import { reconciliationResult } from '../../reconciliation/index.ts'
import type { SupplierUseCases } from './use-cases.ts'

type BookUseCases = Pick<
  SupplierUseCases,
  'readReconciliation' | 'listAccruals' | 'readLedgerTotals' | 'listLedgerEntries'
>

/** Reconciliation, accruals and the ledger. */
export function bookUseCases(pool: Pool): BookUseCases {
  return {
    readReconciliation: async ({ from, to }) => {
      const result = await reconciliationResult(pool, { fromDay: from, toDay: to })
      if (result === undefined) return undefined
      const { energyDeviation, series, deviations, runId, fromDay, toDay, points, quarters } = result
      const copied = { runId, fromDay, toDay, points, quarters, energyDeviationKwh: energyDeviation }
      return { ...copied, series: [...series], deviations: deviations.map(withPoints) }
    },
    listAccruals: async ({ limit, after }) => {
      const accruals = await listAccruals(pool, { limit, after })
      const last = accruals.at(-1)
      return {
        accruals: accruals.map(({ runId, toDay, net, openPeriods, exceptedPeriods, classes, reversedBy }) => ({
          runId,
          throughDay: toDay,
          netDkk: net,
          supplyPeriods: openPeriods,
          excluded: exceptedPeriods,
          classes: classes.map((each) => ({ lineType: each.lineType, netDkk: each.net })),
          reversedBy,
        })),
        next: accruals.length < limit || last === undefined ? null : last.runId,
      }
    },
    readLedgerTotals: async ({ from, to }) => {
      const { debitOre, creditOre, accounts } = await ledgerTotals(pool, { from, to })
      return {
        debitDkk: formatHundredths(debitOre),
        creditDkk: formatHundredths(creditOre),
        accounts: accounts.map((each) => ({
          account: each.account,
          name: each.name,
          debitDkk: formatHundredths(each.debitOre),
          creditDkk: formatHundredths(each.creditOre),
          balanceDkk: formatHundredths(each.balanceOre),
        })),
      }
    },
    listLedgerEntries: async ({ limit, after, source }) => {
      const filter = source === undefined ? {} : { sourceType: source.type, sourceId: source.id }
      const entries = await findEntries(pool, {
        ...filter,
        limit,
        after: after === undefined ? undefined : BigInt(after),
      })
      const last = entries.at(-1)
      const next = entries.length < limit || last === undefined ? null : last.entryId.toString()
      return { entries: entries.map(toEntry), next }
    },
  }
}

function withPoints<T extends { readonly pointsWithoutReading: readonly string[] }>(
  deviation: T,
): Omit<T, 'pointsWithoutReading'> & { pointsWithoutReading: string[] } {
  return { ...deviation, pointsWithoutReading: [...deviation.pointsWithoutReading] }
}

type EntryValue = Awaited<ReturnType<BookUseCases['listLedgerEntries']>>['entries'][number]

function toEntry(entry: PostedEntry): EntryValue {
  return {
    entryId: entry.entryId.toString(),
    documentType: entry.documentType,
    documentNumber: entry.documentNumber,
    postingDate: entry.postingDate,
    source: `${entry.sourceType}:${entry.sourceId}`,
    description: entry.description,
    lines: entry.lines.map((line) => ({
      account: line.account,
      debitDkk: formatHundredths(line.debitOre),
      creditDkk: formatHundredths(line.creditOre),
      customerId: line.customerId ?? null,
      meteringPointId: line.meteringPointId ?? null,
    })),
  }
}
