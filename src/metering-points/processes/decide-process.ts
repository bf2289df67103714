import type { Finding } from '../../kernel/index.ts'
import { columnOfField, type PointMasterData } from '../model.ts'
import type { PointHistory } from '../rules/history.ts'
import { askedOf, type Asked, type Ground } from './asked.ts'
import { childrenFaults } from './children-faults.ts'
import { decideCancellation } from './decide-cancellation.ts'
import { processFaults } from './process-faults.ts'
import { PROCESSES } from './process.ts'
import type { ChangedFields, ProcessDecision, ProcessRequest } from './request.ts'
import { fieldsOf, withChange } from './timeline.ts'
import { versionFaults, type Versions } from './version-faults.ts'

/** Decides a process, pure: what it would change, or everything that forbids it (settlement 6.1). */
export function decideProcess(request: ProcessRequest, ground: Ground): ProcessDecision {
  if (request.kind === 'cancel') return decideCancellation(request, ground)
  const asked = askedOf(request, ground)
  const findings = processFaults(asked)
  const versions = versionsOf(asked)
  findings.push(...faultsOfVersions(asked, versions))
  // A rule of the process itself says the same of the point that is asked about, so it goes before.
  const said = new Set(findings.map(({ code }) => code))
  findings.push(...faultsOfChildren(asked, versions).filter(({ code }) => !said.has(code)))
  if (findings.length > 0) return { outcome: 'rejected', findings: distinct(findings) }
  return { outcome: 'accepted', versions, changed: changedBy(asked) }
}

function versionsOf({ request, ground, day, wanted, history, changes }: Asked): Map<string, PointMasterData> {
  if (wanted === undefined) return new Map()
  // A created point is looked at even when its day is none, as of today: every fault is named at once.
  if (request.kind === 'create') return new Map([[day ?? ground.today, wanted]])
  return day === undefined ? new Map() : withChange(history, day, changes)
}

function faultsOfVersions({ request, ground, history }: Asked, versions: Versions): Finding[] {
  // What is created is looked at by itself: that its identifier was used before is a fault of its own.
  const known: PointHistory = request.kind === 'create' ? new Map() : history
  return versionFaults(ground, request.meteringPointId, { known, versions }, (fault) => isStated(request, fault))
}

function faultsOfChildren({ request, ground, history }: Asked, versions: Versions): Finding[] {
  return request.kind === 'create' ? [] : childrenFaults(ground, request.meteringPointId, history, versions)
}

function isStated({ kind, stated }: ProcessRequest, { field }: Finding): boolean {
  const { fields } = PROCESSES[kind]
  return fieldsOf(stated).some(
    (each) => columnOfField(each) === field && stated[each] !== null && fields.includes(each),
  )
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
