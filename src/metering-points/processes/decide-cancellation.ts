import { finding, type Finding } from '../../kernel/index.ts'
import { POINT_FIELDS } from '../model.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import { askedOf, openChildren, type Asked, type Ground } from './asked.ts'
import { childrenFaults } from './children-faults.ts'
import { processFaults } from './process-faults.ts'
import { PROCESSES } from './process.ts'
import { differences, replayed } from './replay.ts'
import type { ChangedFields, KnownProcess, ProcessDecision, ProcessRequest } from './request.ts'
import { overlaid } from './timeline.ts'
import { versionFaults, type Versions } from './version-faults.ts'

/**
 * Decides that a process is taken back: the point becomes what it would be, had the process never been. What other
 * processes changed stays, on the same day too; where one of them builds on it, that one is taken back first.
 */
export function decideCancellation(request: ProcessRequest, ground: Ground): ProcessDecision {
  const process = request.cancels === undefined ? undefined : ground.processOf(request.cancels)
  if (
    process === undefined ||
    process.meteringPointId !== request.meteringPointId ||
    process.isCancelled ||
    process.kind === 'cancel'
  ) {
    return { outcome: 'rejected', findings: [unknownProcess(request)] }
  }
  const dated = { ...request, effectiveDate: process.effectiveDate }
  const asked = askedOf(dated, ground)
  const findings = [...processFaults(asked), ...senderFaults(dated, process)]
  const facts = ground.factsOf(request.meteringPointId)
  const { history: without, broken } = replayed(facts, process.processId)
  if (broken !== undefined)
    return { outcome: 'rejected', findings: [...findings, buildsOnIt(asked, broken.effectiveDate)] }
  const versions = differences(replayed(facts).history, without)
  findings.push(...(process.kind === 'create' ? createdFaults(asked, without) : changedFaults(asked, versions)))
  if (findings.length > 0) return { outcome: 'rejected', findings }
  return { outcome: 'accepted', versions, changed: restored(asked, versions) }
}

/** A creation is taken back when nothing was built on it. */
function createdFaults(asked: Asked, without: PointHistory): Finding[] {
  const [left] = periodsOf(without)
  const findings = left === undefined ? [] : [buildsOnIt(asked, left.validFrom)]
  const children = [...new Set(openChildren(asked).map(({ childId }) => childId))].join(', ')
  if (children === '') return findings
  const fault = finding('CHILDREN_OPEN', `children are coupled to the point: ${children}`, {
    point: asked.request.meteringPointId,
    day: asked.day,
    field: 'connection_state',
    danish: `der er child-målepunkter til målepunktet: ${children}`,
  })
  return [...findings, fault]
}

/** What would be wrong with the point without the process: it may have given the supplier that the point needs by now. */
function changedFaults({ request, ground, history }: Asked, versions: Versions): Finding[] {
  const pointId = request.meteringPointId
  return [
    ...versionFaults(ground, pointId, { known: history, versions }, () => false),
    ...childrenFaults(ground, pointId, history, versions),
  ]
}

/** What taking it back changes on its day. */
function restored({ history, day, inForce }: Asked, versions: Versions): ChangedFields {
  const after = day === undefined ? undefined : inForceOn(overlaid(history, versions), day)
  if (inForce === undefined || after === undefined) return {}
  return Object.fromEntries(
    POINT_FIELDS.filter(([, field]) => inForce[field] !== after[field]).map(([, field]) => [
      field,
      [inForce[field], after[field]],
    ]),
  )
}

function senderFaults({ sender, meteringPointId }: ProcessRequest, process: KnownProcess): Finding[] {
  // A role that takes nothing back is refused as such.
  if (sender.role === 'DGL' || !PROCESSES.cancel.senders.includes(sender.role)) return []
  if (sender.actorId === process.sender.actorId) return []
  return [
    finding('SENDER_NOT_RESPONSIBLE', `${sender.actorId} did not ask for the process`, {
      point: meteringPointId,
      day: process.effectiveDate,
      field: 'sender',
      value: sender.actorId,
      danish: `${sender.actorId} har ikke anmodet om processen`,
    }),
  ]
}

function unknownProcess({ cancels, meteringPointId }: ProcessRequest): Finding {
  const number = cancels === undefined ? 'none' : String(cancels)
  return finding('PROCESS_UNKNOWN', `process ${number} of the point was not accepted, or is cancelled already`, {
    point: meteringPointId,
    field: 'cancels',
    value: number,
    danish: `proces ${number} er ikke godkendt for målepunktet, eller er allerede annulleret`,
  })
}

function buildsOnIt({ request, day }: Asked, since: string): Finding {
  return finding('STATE', `what is registered from ${since} on builds on it; cancel that first`, {
    point: request.meteringPointId,
    day,
    field: 'connection_state',
    danish: `det, der er registreret fra ${since}, bygger på den; annullér det først`,
  })
}
