import type { Transaction } from '../../platform/index.ts'
import { fromFoundRow } from './found-point.ts'
import type { FoundPoint, FoundRow } from './found-point.ts'
import { pastQuery } from './past-query.ts'
import type { PointFilter } from './point-filter.ts'
import { todayQuery } from './today-query.ts'

/** Of which day a search is, and what is known then. */
export type SearchedTime = {
  /** the market day that the clock says it is */
  readonly today: string
  /** market day; left out: today */
  readonly asOf?: string | undefined
  /** as it was known when this number was committed; left out: now */
  readonly asKnown?: bigint | undefined
}

/** A part of the points in the order of their ids. */
export type SearchedPage = {
  /** at most so many, 1 to MOST_FOUND */
  readonly limit: number
  /** only points behind this id: the `next` of the page before */
  readonly after?: string | undefined
}

/** The most points on a page. */
export const MOST_FOUND = 1_000

/** A page of a search. */
export type PointPage = {
  readonly points: readonly FoundPoint[]
  /** the `after` of the next page; null: there is none */
  readonly next: string | null
}

/**
 * The points of which everything in the filter holds on a day, in the order of their ids. A search of today as it is known
 * now goes along the indexes of point_today, for rare and for common values alike; while its rows do not reach today
 * (bringPointsToToday), and for other days and numbers, the log answers, which takes longer.
 * @throws RangeError for a limit that is not allowed
 */
export async function searchPoints(
  trx: Transaction,
  filter: PointFilter,
  { today, asOf = today, asKnown }: SearchedTime,
  page: SearchedPage,
): Promise<PointPage> {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > MOST_FOUND)
    throw new RangeError(`a page has 1 to ${MOST_FOUND} points, not ${page.limit}`)
  if (asOf === today && asKnown === undefined) {
    const { rows } = await trx.query<[isCurrent: boolean, ...FoundRow]>({
      rowMode: 'array',
      ...todayQuery(filter, today, page),
    })
    if (rows[0]?.[0] === true)
      return pageOf(
        rows.map(([, ...row]) => row),
        page,
      )
  }
  const { rows } = await trx.query<FoundRow>({ rowMode: 'array', ...pastQuery(filter, { asOf, asKnown }, page) })
  return pageOf(rows, page)
}

function pageOf(rows: readonly FoundRow[], { limit }: SearchedPage): PointPage {
  const found = rows.filter(([id]) => id !== null).map(fromFoundRow)
  // One more than is shown says whether there is a next page.
  const points = found.slice(0, limit)
  return { points, next: found.length > limit ? (points.at(-1)?.meteringPointId ?? null) : null }
}
