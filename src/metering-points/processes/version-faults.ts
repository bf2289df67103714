import { addDays, marketDay, type Finding } from '../../kernel/index.ts'
import type { PointMasterData } from '../model.ts'
import { checkVersionInHistory } from '../rules/check-in-history.ts'
import { checkVersion } from '../rules/check-statement.ts'
import { versionOf, type Surroundings } from '../rules/history-rules.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import type { Ground } from './asked.ts'
import { overlaid } from './timeline.ts'

/** Versions of a point from their days on, as a process would make them; null: nothing is stated from that day any more. */
export type Versions = ReadonlyMap<string, PointMasterData | null>

/**
 * What is wrong with versions that a process makes, and was not wrong before it: a point that was imported with less than
 * the market asks for can still be connected or closed. A child is looked at again wherever its parent becomes another.
 * @param known the point as it is known; none for one that is created
 * @param isStated whether a fault lies in what the process states itself, so that nothing excuses it
 */
export function versionFaults(
  ground: Ground,
  pointId: string,
  { known, versions }: { readonly known: PointHistory; readonly versions: Versions },
  isStated: (fault: Finding) => boolean,
): Finding[] {
  const history = overlaid(known, versions)
  const after = around(ground, pointId, history, versions)
  const before = around(ground, pointId, known, new Map())
  return daysToLookAt(ground, history, versions).flatMap((day) => {
    const faults = faultsOn(ground, pointId, day, after)
    if (faults.length === 0) return faults
    const excused = new Set(faultsOn(ground, pointId, day, before).map(keyOf))
    // Where nothing is stated any more, the day before reaches further, with what is wrong with it.
    if (history.get(day) == null)
      for (const fault of faultsOn(ground, pointId, dayBefore(day, ground), after)) excused.add(keyOf(fault))
    return faults.filter((fault) => !excused.has(keyOf(fault)) || isStated(fault))
  })
}

/** The days of the versions, and those within them from which their parents are others. */
function daysToLookAt(ground: Ground, history: PointHistory, versions: Versions): string[] {
  const days = new Set(versions.keys())
  const periods = periodsOf(history)
  for (const day of versions.keys()) {
    const period = periods.findLast(({ validFrom }) => validFrom <= day)
    // Whoever is closed down needs no parent any more.
    if (period === undefined || period.values.parentId === null || period.values.connectionState === 'closed_down')
      continue
    for (const { validFrom } of periodsOf(ground.historyOf(period.values.parentId)))
      if (validFrom > day && (period.validTo === null || validFrom < period.validTo)) days.add(validFrom)
  }
  return [...days].toSorted()
}

function faultsOn(ground: Ground, pointId: string, day: string, surroundings: Surroundings): Finding[] {
  const values = inForceOn(surroundings.historyOf(pointId), day)
  if (values === undefined) return []
  return [
    ...checkVersion(values, ground.profile, 'processes', { point: pointId, day }),
    ...checkVersionInHistory(versionOf(pointId, day, values, surroundings), 'processes'),
  ]
}

function dayBefore(day: string, { profile }: Ground): string {
  return addDays(marketDay(day, profile.zone), -1).date
}

/** What a fault is about: the same one is not said of a period again where it was there before. */
export function keyOf({ code, field }: Finding): string {
  return `${code} ${field}`
}

/** What the rules about histories look into, with the history of one point as it would become. */
function around(ground: Ground, pointId: string, history: PointHistory, versions: Versions): Surroundings {
  return {
    historyOf: (id) => (id === pointId ? history : ground.historyOf(id)),
    isNew: (id, day) => id === pointId && versions.has(day),
    wasKnown: (id, day) => ground.historyOf(id)?.has(day) === true,
    areaExistsOn: (code, day) => ground.gridCompanyOf(code, day) !== undefined,
  }
}
