import type { Transaction } from '../../platform/index.ts'
import { NEWEST_SEQ } from '../periods-as-known.ts'
import { logOf } from '../store.ts'
import type { RecordedStatement } from '../store.ts'
import { processesNumbered, processesOf } from './process-log.ts'
import type { LoggedProcess } from './process-log.ts'
import { effectsOf } from './statement-effects.ts'
import type { StatementEffect } from './statement-effects.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/** A part of a timeline. */
export type TimelinePage = {
  /** what was known when this number was committed; left out: now */
  readonly asKnown?: bigint | undefined
  /** the `next` of the page before */
  readonly after?: string | undefined
  /** at most so many entries */
  readonly limit: number
}

/** Everything that happened to a metering point, or a part of it. */
export type PointTimeline = {
  readonly meteringPointId: string
  readonly entries: readonly TimelineEntry[]
  /** the `after` of the next page; null: there is none */
  readonly next: string | null
}

/** Whether a text can be the `after` of a page: a commit and a process in it, 0 for an import. */
export function isTimelinePlace(text: string): boolean {
  return /^\d{1,18}\.\d{1,18}$/.test(text)
}

/**
 * Everything that happened to a metering point, in the order in which it became known: imports, and processes whatever
 * became of them, each with what it changed against what was known before.
 * @returns undefined when nobody ever said anything about the point
 * @throws RangeError for an `after` that is no place
 */
export async function pointTimeline(
  trx: Transaction,
  meteringPointId: string,
  { asKnown: atSeq = NEWEST_SEQ, after, limit }: TimelinePage,
): Promise<PointTimeline | undefined> {
  const behind = after === undefined ? { seq: 0n, processId: 0n } : placeOf(after)
  const log = await logOf(trx, meteringPointId, atSeq)
  // One more than is shown says whether there is a next page.
  const own = await processesOf(trx, meteringPointId, { atSeq, after: behind, limit: limit + 1 })
  if (log.length === 0 && own.length === 0 && after === undefined) return undefined
  const moments = statedIn(log).filter((moment) => isBehind(moment, behind))
  const entries = [...(await processEntries(trx, own, moments.slice(0, limit + 1))), ...importEntries(moments)]
    .toSorted((a, b) => (isBehind(placeIn(a), placeIn(b)) ? 1 : -1))
    .slice(0, limit + 1)
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  const next = entries.length > limit && last !== undefined ? placeIn(last) : undefined
  return { meteringPointId, entries: shown, next: next === undefined ? null : `${next.seq}.${next.processId}` }
}

/** A commit, and a process in it; 0: an import. */
type Place = { readonly seq: bigint; readonly processId: bigint }

/** What one process, or one import, states of the point in one commit. */
type Moment = Place & { readonly effects: StatementEffect[] }

/** The moments of a log in their order. */
function statedIn(log: readonly RecordedStatement[]): Moment[] {
  const moments = new Map<string, Moment>()
  for (const [{ recordedSeq: seq, processId }, effect] of effectsOf(log)) {
    const key = `${seq}.${processId ?? 0n}`
    const moment = moments.get(key) ?? { seq, processId: processId ?? 0n, effects: [] }
    moment.effects.push(effect)
    moments.set(key, moment)
  }
  return [...moments.values()].toSorted((a, b) => (isBehind(a, b) ? 1 : -1))
}

async function processEntries(
  trx: Transaction,
  own: readonly LoggedProcess[],
  moments: readonly Moment[],
): Promise<TimelineEntry[]> {
  const effects = new Map(moments.map((moment) => [moment.processId, moment.effects]))
  const known = new Set(own.map(({ processId }) => processId))
  // A process of another point may state something of this one; one of this point may also lie behind the page.
  const others = [...effects.keys()].filter((processId) => processId !== 0n && !known.has(processId))
  const all = [...own, ...(await processesNumbered(trx, others))]
  return all.map(({ changed, ...process }) => ({
    kind: 'process',
    ...process,
    effects: withRecorded(effects.get(process.processId) ?? [], { changed, ...process }),
  }))
}

/**
 * The effects of a process by day. On its effective date they are what it says itself: of several processes of one commit
 * that change the same day only the last one's statement is in the log.
 */
function withRecorded(effects: readonly StatementEffect[], process: LoggedProcess): StatementEffect[] {
  const { changed, effectiveDate } = process
  if (changed.length === 0 || effectiveDate === null) return [...effects]
  const onDay = effects.find(({ validFrom }) => validFrom === effectiveDate)
  const others = effects.filter((effect) => effect !== onDay)
  return [{ what: onDay?.what ?? 'stated', validFrom: effectiveDate, changes: changed }, ...others]
}

function importEntries(moments: readonly Moment[]): TimelineEntry[] {
  return moments
    .filter(({ processId }) => processId === 0n)
    .map(({ seq, effects }) => ({ kind: 'import', recordedSeq: seq, effects }))
}

function isBehind({ seq, processId }: Place, place: Place): boolean {
  return seq > place.seq || (seq === place.seq && processId > place.processId)
}

function placeIn(entry: TimelineEntry): Place {
  return { seq: entry.recordedSeq, processId: entry.kind === 'process' ? entry.processId : 0n }
}

function placeOf(text: string): Place {
  if (!isTimelinePlace(text)) throw new RangeError(`'${text}' is no place in a timeline`)
  const [seq = '', processId = ''] = text.split('.')
  return { seq: BigInt(seq), processId: BigInt(processId) }
}
