import { mergeDay, sameDay, type MergedDay, type RankedDelivery } from './merge-day.ts'

/** What the deliveries of a day come to, and the commit at which it last changed. */
export interface ReadingVersion extends MergedDay {
  readonly recordedSeq: bigint
}

/** The number of a commit that is still under way: later than every recorded one. */
export const UNCOMMITTED = 2n ** 63n - 1n

/**
 * Every version of a day in the order in which it became known: one for each commit that changed its values, its
 * qualities or its registration time. As known at a number, the day is the last version at or below it.
 */
export function versionsAsRecorded(deliveries: readonly RankedDelivery[]): ReadingVersion[] {
  const commits = [...new Set(deliveries.map((delivery) => delivery.recordedSeq))].toSorted(bySeq)
  const versions: ReadingVersion[] = []
  for (const seq of commits) {
    const merged = mergeDay(deliveries.filter((delivery) => delivery.recordedSeq <= seq))
    const last = versions.at(-1)
    if (last === undefined || !sameVersion(last, merged)) versions.push({ ...merged, recordedSeq: seq })
  }
  return versions
}

/**
 * The reading day that a commit adds, if it changes anything, and the number of the version that it replaces.
 * @param recorded the day's deliveries of earlier commits
 * @param fresh those of the commit under way
 */
export function nextReading(
  recorded: readonly RankedDelivery[],
  fresh: readonly RankedDelivery[],
): { readonly reading: MergedDay; readonly supersedes: bigint | null } | undefined {
  const current = versionsAsRecorded(recorded).at(-1)
  const reading = mergeDay([...recorded, ...fresh])
  if (current === undefined) return { reading, supersedes: null }
  return sameVersion(current, reading) ? undefined : { reading, supersedes: current.recordedSeq }
}

function sameVersion(a: MergedDay, b: MergedDay): boolean {
  return a.registeredAtMs === b.registeredAtMs && sameDay(a.rows, 0, b.rows, 0)
}

function bySeq(a: bigint, b: bigint): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
