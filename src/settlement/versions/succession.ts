import { CORRECTIONS, type CalculationType } from '../calculation-type.ts'
import type { Publication } from './publications.ts'

/** A commit that published: its number and its instant, epoch milliseconds. */
export interface PublishedAt {
  readonly seq: bigint
  readonly atMs: number
}

/** When a version was the latest of its type, area and day (settlement 1.8, latest_calculations_history). */
export interface VersionInterval extends Publication {
  /** undefined: never, because a higher version had been published before it */
  readonly latestFrom: PublishedAt | undefined
  /** the publication of the next higher version; undefined: it still is, or never was */
  readonly latestTo: PublishedAt | undefined
}

/**
 * When each version was the latest: from its publication on, unless a higher one was there before, until a higher one was
 * published. A lower version that comes late changes nothing.
 * @param published all of them, those of a type, area and day together and in the order in which they were published
 */
export function successionOf(published: readonly Publication[]): VersionInterval[] {
  const byDay = Map.groupBy(published, (one) => `${one.calculationType} ${one.gridArea} ${one.marketDay}`)
  return [...byDay.values()].flatMap((day) => day.map((one, at) => intervalOf(one, day, at)))
}

function intervalOf(one: Publication, day: readonly Publication[], at: number): VersionInterval {
  const wasLatest = day.slice(0, at).every(({ version }) => version < one.version)
  const next = wasLatest ? day.slice(at + 1).find(({ version }) => version > one.version) : undefined
  return {
    ...one,
    latestFrom: wasLatest ? publishedAt(one) : undefined,
    latestTo: next === undefined ? undefined : publishedAt(next),
  }
}

function publishedAt({ publishedSeq, publishedAtMs }: Publication): PublishedAt {
  return { seq: publishedSeq, atMs: publishedAtMs }
}

/** The correction that holds for each area and day: the third if there is one, else the second, else the first (settlement 5.2). */
export function latestCorrections(latest: readonly Publication[]): Publication[] {
  const rank = (type: CalculationType): number => CORRECTIONS.indexOf(type)
  const held = new Map<string, Publication>()
  for (const one of latest) {
    const key = `${one.gridArea} ${one.marketDay}`
    const before = held.get(key)
    if (rank(one.calculationType) > (before === undefined ? -1 : rank(before.calculationType))) held.set(key, one)
  }
  return [...held.values()].toSorted((a, b) => textOrder(a.gridArea, b.gridArea) || textOrder(a.marketDay, b.marketDay))
}

function textOrder(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Rows of neighbouring days that say the same, as one. */
export interface DayStretch<Row> {
  /** the first of them */
  readonly row: Row
  /** market days, inclusive */
  readonly firstDay: string
  readonly lastDay: string
  readonly days: number
}

/**
 * Puts rows of days that follow each other together.
 * @param rows in the order of days, those that may belong together next to each other
 * @param says what has to be the same
 * @param nextDay the market day after one
 */
export function dayStretches<Row extends { readonly marketDay: string }>(
  rows: readonly Row[],
  says: (row: Row) => string,
  nextDay: (day: string) => string,
): DayStretch<Row>[] {
  const stretches: DayStretch<Row>[] = []
  for (const row of rows) {
    const last = stretches.at(-1)
    const goesOn = last !== undefined && says(last.row) === says(row) && nextDay(last.lastDay) === row.marketDay
    if (goesOn) stretches[stretches.length - 1] = { ...last, lastDay: row.marketDay, days: last.days + 1 }
    else stretches.push({ row, firstDay: row.marketDay, lastDay: row.marketDay, days: 1 })
  }
  return stretches
}
