import type { MarketDay } from '../kernel/index.ts'
import { gridAreasAsKnown } from '../market/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { Viewer } from './report-role.ts'
import { SIGHT } from './visible-rows.ts'

/**
 * Areas and days that a viewer may see: for a grid access provider those on which it answers for the area, as known now.
 * @returns days by area; undefined: every area on every day
 */
export async function ownDays(
  trx: Transaction,
  days: readonly MarketDay[],
  { role, actorId }: Viewer,
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  if (SIGHT[role].gridAreas === 'every') return undefined
  const own = (await gridAreasAsKnown(trx)).filter((area) => area.meteredDataResponsibleId === actorId)
  const isOwn = (periods: typeof own, date: string): boolean =>
    periods.some(({ validFrom, validTo }) => validFrom <= date && (validTo === null || date < validTo))
  return new Map(
    [...Map.groupBy(own, ({ code }) => code)].map(([code, periods]) => [
      code,
      new Set(days.map(({ date }) => date).filter((date) => isOwn(periods, date))),
    ]),
  )
}
