import type { Finding } from '../../kernel/index.ts'
import { columnOfField, type PointMasterData } from '../model.ts'
import { checkVersionInHistory } from '../rules/check-in-history.ts'
import { checkVersion } from '../rules/check-statement.ts'
import { versionOf, type Surroundings } from '../rules/history-rules.ts'
import { inForceOn } from '../rules/history.ts'
import { askedOf, type Asked, type Ground } from './asked.ts'
import { decideCancellation } from './decide-cancellation.ts'
import { processFaults } from './process-faults.ts'
import { PROCESSES } from './process.ts'
import type { ChangedFields, ProcessDecision, ProcessRequest } from './request.ts'
import { fieldsOf, overlaid, withChange } from './timeline.ts'

/** Decides a process, pure: what it would change, or everything that forbids it (settlement 6.1). */
export function decideProcess(request: ProcessRequest, ground: Ground): ProcessDecision {
  if (request.kind === 'cancel') return decideCancellation(request, ground)
  const asked = askedOf(request, ground)
  const findings = processFaults(asked)
  const versions = versionsOf(asked)
  for (const [day, values] of versions) findings.push(...versionFaults(asked, versions, day, values))
  if (findings.length > 0) return { outcome: 'rejected', findings: distinct(findings) }
  return { outcome: 'accepted', versions, changed: changedBy(asked) }
}

function versionsOf({ request, ground, day, wanted, history, changes }: Asked): Map<string, PointMasterData> {
  if (wanted === undefined) return new Map()
  // A created point is looked at even when its day is none, as of today: every fault is named at once.
  if (request.kind === 'create') return new Map([[day ?? ground.today, wanted]])
  return day === undefined ? new Map() : withChange(history, day, changes)
}

/** What is wrong with a version that the process makes, and was not wrong before it. */
function versionFaults(
  asked: Asked,
  versions: ReadonlyMap<string, PointMasterData>,
  day: string,
  values: PointMasterData,
): Finding[] {
  const { request, ground, history } = asked
  const { profile } = ground
  const pointId = request.meteringPointId
  // What is created is looked at by itself: that its identifier was used before is a fault of its own.
  const earlier = request.kind === 'create' ? undefined : history
  const after = around(ground, pointId, overlaid(earlier, versions), versions)
  const faults = [
    ...checkVersion(values, profile, 'processes', { point: pointId, day }),
    ...checkVersionInHistory(versionOf(pointId, day, values, after), 'processes'),
  ]
  const before = request.kind === 'create' ? undefined : inForceOn(history, day)
  if (before === undefined) return faults
  const known = around(ground, pointId, history, new Map())
  const excused = new Set(
    [
      ...checkVersion(before, profile, 'processes'),
      ...checkVersionInHistory(versionOf(pointId, day, before, known), 'processes'),
    ].map(({ code, field }) => `${code} ${field}`),
  )
  // A point that was imported with less than the market asks for can still be connected or closed.
  return faults.filter((fault) => !excused.has(`${fault.code} ${fault.field}`) || isStated(request, fault))
}

function isStated({ kind, stated }: ProcessRequest, { field }: Finding): boolean {
  const { fields } = PROCESSES[kind]
  return fieldsOf(stated).some(
    (each) => columnOfField(each) === field && stated[each] !== null && fields.includes(each),
  )
}

/** What the rules about histories look into, with the history of one point as it would become. */
function around(
  ground: Ground,
  pointId: string,
  history: ReadonlyMap<string, PointMasterData | null>,
  versions: ReadonlyMap<string, PointMasterData | null>,
): Surroundings {
  return {
    historyOf: (id) => (id === pointId ? history : ground.historyOf(id)),
    isNew: (id, day) => id === pointId && versions.has(day),
    wasKnown: (id, day) => ground.historyOf(id)?.has(day) === true,
    areaExistsOn: (code, day) => ground.gridCompanyOf(code, day) !== undefined,
  }
}

function changedBy({ inForce, wanted }: Asked): ChangedFields {
  if (wanted === undefined) return {}
  return Object.fromEntries(
    fieldsOf(wanted)
      .filter((field) => (inForce === undefined ? wanted[field] !== null : inForce[field] !== wanted[field]))
      .map((field) => [field, [inForce?.[field], wanted[field]]]),
  )
}

/** Of a field a code is said once, also where a later period that the change reaches has the same fault. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ code, field }) => {
    const said = `${code} ${field}`
    if (seen.has(said)) return false
    seen.add(said)
    return true
  })
}
