import { isLocalMidnight, marketDayOf, parseInstant } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import type { ActorRequest } from '../request.ts'

/** What is known of the metering point that a request names, before the request is judged. */
export interface AskedPoint {
  /** code, such as E17 */
  readonly type: string
  /** whether the requester supplies it today */
  readonly isSuppliedByRequester: boolean
  /** whether it is the requester's on any day that is asked for: supplied, or in its grid area, or anybody's it may see */
  readonly isRequestersWithin: boolean
}

/** All that a request is judged by. */
export interface JudgeInput {
  readonly request: ActorRequest
  readonly nowMs: number
  readonly zone: MarketZone
  /** whether the requester is who answers for a grid area */
  readonly ownsGridArea: (gridArea: string) => boolean
  /** of RSM-015; undefined: there is no such point */
  readonly point?: AskedPoint | undefined
}

/** A request as the rules look at it. */
export interface Asked extends JudgeInput {
  /** local midnights, epoch milliseconds; undefined when absent, unreadable or within a day */
  readonly startMs: number | undefined
  readonly endMs: number | undefined
}

/** Reads the period of a request for the rules. */
export function askedOf(input: JudgeInput): Asked {
  const { start, end } = input.request.series
  return { ...input, startMs: midnightOf(start, input.zone), endMs: midnightOf(end, input.zone) }
}

/** The local midnight that a text names, epoch milliseconds; undefined when it names none. */
export function midnightOf(text: string | undefined, zone: MarketZone): number | undefined {
  const instantMs = text === undefined ? undefined : parseInstant(text)
  return instantMs !== undefined && isLocalMidnight(instantMs, zone) ? instantMs : undefined
}

/** Months since the year 0, of the market day that an instant lies in. */
export function monthNumberOf(instantMs: number, zone: MarketZone): number {
  const [year = 0, month = 1] = marketDayOf(instantMs, zone).date.split('-').map(Number)
  return year * 12 + month - 1
}

/** Whether the end lies later than so many months after the start, in dates: 31 January and a month is the last of February. */
export function isLongerThanMonths(startMs: number, endMs: number, months: number, zone: MarketZone): boolean {
  const start = Temporal.PlainDate.from(marketDayOf(startMs, zone).date)
  return marketDayOf(endMs, zone).date > start.add({ months }).toString()
}

/** Whether two midnights begin and end one calendar month. */
export function isWholeMonth(startMs: number, endMs: number, zone: MarketZone): boolean {
  const start = Temporal.PlainDate.from(marketDayOf(startMs, zone).date)
  return start.day === 1 && marketDayOf(endMs, zone).date === start.add({ months: 1 }).toString()
}
