import { finding, type Finding } from '../../kernel/index.ts'
import { checkVersionInHistory } from '../rules/check-in-history.ts'
import { versionOf, type Surroundings } from '../rules/history-rules.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import type { Ground } from './asked.ts'
import { overlaid } from './timeline.ts'
import { keyOf, type Versions } from './version-faults.ts'

/**
 * What versions of a point make wrong between it and its children, and was not wrong before: a child that is open needs a
 * parent that is there and not closed down, reactive energy one that is read as it is (settlement 6.1).
 */
export function childrenFaults(ground: Ground, pointId: string, known: PointHistory, versions: Versions): Finding[] {
  const history = overlaid(known, versions)
  const stretches = [...versions.keys()].map((from) => ({ from, to: nextDay(history, from) }))
  const faults = new Map<string, Finding>()
  for (const childId of ground.childrenOf(pointId)) {
    const days = new Set(stretches.map(({ from }) => from))
    for (const { validFrom } of periodsOf(ground.historyOf(childId)))
      if (stretches.some(({ from, to }) => from < validFrom && (to === null || validFrom < to))) days.add(validFrom)
    for (const day of days) {
      const excused = new Set(faultsOfChild(ground, pointId, known, childId, day).map(keyOf))
      for (const fault of faultsOfChild(ground, pointId, history, childId, day))
        if (!excused.has(keyOf(fault))) faults.set(`${childId} ${keyOf(fault)}`, asParents(fault, pointId))
    }
  }
  return [...faults.values()]
}

function nextDay(history: PointHistory, day: string): string | null {
  return periodsOf(history).find(({ validFrom }) => validFrom > day)?.validFrom ?? null
}

function faultsOfChild(
  ground: Ground,
  parentId: string,
  parent: PointHistory,
  childId: string,
  day: string,
): Finding[] {
  const values = inForceOn(ground.historyOf(childId), day)
  if (values?.parentId !== parentId || values.connectionState === 'closed_down') return []
  const around: Surroundings = {
    historyOf: (id) => (id === parentId ? parent : ground.historyOf(id)),
    isNew: () => false,
    wasKnown: () => true,
    areaExistsOn: () => true,
  }
  return checkVersionInHistory(versionOf(childId, day, values, around), 'processes')
}

/** The fault of a child as one of its parent, which is the one that is about to change. */
function asParents({ code, field, point, day, message, danish }: Finding, pointId: string): Finding {
  const isOfState = code === 'PARENT_UNKNOWN' || code === 'PARENT_CLOSED'
  return finding(isOfState ? 'CHILDREN_OPEN' : code, `${point}, which is coupled to it: ${message}`, {
    point: pointId,
    day,
    field: isOfState ? 'connection_state' : field,
    danish: `${point}, som er tilknyttet: ${danish ?? message}`,
  })
}
