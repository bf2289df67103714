import { accepted, GridbookError, type Clock, type MarketZone } from '../../kernel/index.ts'
import {
  bringFewPointsToToday,
  pointFilterOf,
  pointTimeline,
  searchPoints,
  viewPoint,
} from '../../metering-points/index.ts'
import { inTransaction, type Pool } from '../../platform/index.ts'
import type { AskedTime, PointSearchUseCases } from './point-search.ts'
import { narrowed, seenOf, sightOf } from './visible-points.ts'

/** Metering points, over their room. */
export function pointSearchUseCases({
  pool,
  clock,
  zone,
}: {
  readonly pool: Pool
  readonly clock: Clock
  readonly zone: MarketZone
}): PointSearchUseCases {
  const timeOf = async ({ asOf, asKnown }: AskedTime) => {
    const today = clock.today(zone)
    await bringFewPointsToToday(pool, today)
    return { today, asOf: asOf ?? today, asKnown }
  }
  return {
    search: async (asked, askedTime, page, viewer) => {
      const filter = pointFilterOf(asked)
      if (!filter.ok) return filter
      const time = await timeOf(askedTime)
      return await inTransaction(pool, async (trx) => {
        const seen = narrowed(filter.value, await sightOf(trx, viewer, time.asOf))
        return accepted(seen === undefined ? { points: [], next: null } : await searchPoints(trx, seen, time, page))
      })
    },
    view: async (meteringPointId, askedTime, viewer) => {
      const time = await timeOf(askedTime)
      return await inTransaction(pool, async (trx) => {
        const view = await viewPoint(trx, meteringPointId, time)
        const seen = view === undefined ? undefined : seenOf(view, await sightOf(trx, viewer, time.asOf))
        if (seen === undefined) throw notFound(meteringPointId)
        return seen
      })
    },
    timeline: async (meteringPointId, page, viewer) => {
      const today = clock.today(zone)
      return await inTransaction(pool, async (trx) => {
        const sight = await sightOf(trx, viewer, today)
        const view = sight.kind === 'all' ? undefined : await viewPoint(trx, meteringPointId, { today })
        const isSeen = sight.kind === 'all' || (view !== undefined && seenOf(view, sight) !== undefined)
        const timeline = isSeen ? await pointTimeline(trx, meteringPointId, page) : undefined
        if (timeline === undefined) throw notFound(meteringPointId)
        return timeline
      })
    },
  }
}

function notFound(meteringPointId: string): GridbookError {
  return new GridbookError('NOT_FOUND', `there is no metering point ${meteringPointId} that you may see`)
}
