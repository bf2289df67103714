import { POINT_FIELDS, sameValues, type PointMasterData } from '../model.ts'
import { inForceOn, type PointHistory } from '../rules/history.ts'
import { PROCESSES } from './process.ts'
import type { KnownProcess, RecordedFact } from './request.ts'
import { overlaid, withChange } from './timeline.ts'
import { brokenAfter } from './transitions.ts'

/** What is recorded about a point, taken in once more. */
export type Replayed = {
  readonly history: PointHistory
  /** the first process that builds on something that is not there any more; undefined: none */
  readonly broken: KnownProcess | undefined
}

/**
 * The history of a point as it would be, had a process never been: everything else is taken in again, in its order. What
 * was taken back before stays so; a statement that no process made says all of its day again.
 * @param without number of that process; undefined: all are taken in
 */
export function replayed(facts: readonly RecordedFact[], without?: bigint): Replayed {
  const history = new Map<string, PointMasterData | null>()
  for (const fact of facts) {
    if (fact.process === undefined) {
      history.set(fact.day, fact.values)
      continue
    }
    const { process } = fact
    if (process.processId === without || process.isCancelled || process.kind === 'cancel') continue
    if (!canFollow(process, history)) return { history, broken: process }
    for (const [day, values] of madeBy(process, history)) history.set(day, values)
  }
  return { history, broken: undefined }
}

/** The statements by which a history becomes another one; null: that of the day is withdrawn. */
export function differences(from: PointHistory, to: PointHistory): Map<string, PointMasterData | null> {
  const versions = new Map<string, PointMasterData | null>()
  for (const day of overlaid(from, to).keys()) {
    const [was, is] = [from.get(day) ?? null, to.get(day) ?? null]
    if (was === is || (was !== null && is !== null && sameValues(was, is))) continue
    versions.set(day, is)
  }
  return versions
}

/** Whether the process still finds the point, in a state that it starts from and that what comes later allows. */
function canFollow({ kind, effectiveDate, changed }: KnownProcess, history: PointHistory): boolean {
  if (kind === 'create') return true
  const inForce = inForceOn(history, effectiveDate)
  if (inForce === undefined) return false
  const state = changed.connectionState?.[1]
  if (state === undefined) return true
  const isFrom = PROCESSES[kind].from.includes(inForce.connectionState)
  return isFrom && brokenAfter(history, effectiveDate, inForce.connectionState, state) === undefined
}

function madeBy({ kind, effectiveDate, changed }: KnownProcess, history: PointHistory): Map<string, PointMasterData> {
  const after = Object.fromEntries(Object.entries(changed).map(([field, [, value]]) => [field, value]))
  if (kind !== 'create') return withChange(history, effectiveDate, after)
  const nothing = Object.fromEntries(POINT_FIELDS.map(([, field]) => [field, null]))
  return new Map([[effectiveDate, { ...nothing, ...after } as PointMasterData]])
}
