import { finding, type Finding } from '../../kernel/index.ts'
import { sameValues, type PointMasterData } from '../model.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import { askedOf, brokenTransition, openChildren, type Asked, type Ground } from './asked.ts'
import { processFaults } from './process-faults.ts'
import { PROCESSES } from './process.ts'
import type { ChangedFields, KnownProcess, ProcessDecision, ProcessRequest } from './request.ts'
import { fieldsOf, overlaid, withChange } from './timeline.ts'

/**
 * Decides that a process is taken back: its fields become again what they were before it, until the day from which each
 * was changed next. What other processes changed stays.
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
  const undone = process.kind === 'create' ? withdrawn(asked, process) : restored(asked, process)
  findings.push(...undone.findings)
  if (findings.length > 0) return { outcome: 'rejected', findings }
  return { outcome: 'accepted', versions: undone.versions, changed: undone.changed }
}

type Undone = {
  readonly versions: ReadonlyMap<string, PointMasterData | null>
  readonly changed: ChangedFields
  readonly findings: readonly Finding[]
}

/** A creation is taken back when nothing was built on it. */
function withdrawn(asked: Asked, { effectiveDate }: KnownProcess): Undone {
  const later = periodsOf(asked.history).filter(({ validFrom }) => validFrom !== effectiveDate)
  const children = openChildren(asked)
  const findings: Finding[] = []
  if (later.length > 0) {
    findings.push(
      stateFault(
        asked,
        `the point changes from ${later[0]?.validFrom} on; cancel that first`,
        `målepunktet ændres fra ${later[0]?.validFrom}; annullér det først`,
      ),
    )
  }
  if (children.length > 0) {
    const ids = children.map(({ childId }) => childId).join(', ')
    findings.push(
      finding('CHILDREN_OPEN', `children are coupled to the point: ${ids}`, {
        point: asked.request.meteringPointId,
        day: effectiveDate,
        field: 'connection_state',
        danish: `der er child-målepunkter til målepunktet: ${ids}`,
      }),
    )
  }
  return { versions: new Map([[effectiveDate, null]]), changed: {}, findings }
}

/** The fields of a process as they were before it, where they still are what it made of them. */
function restored(asked: Asked, { effectiveDate, changed }: KnownProcess): Undone {
  const { history, inForce } = asked
  if (inForce === undefined) return { versions: new Map(), changed: {}, findings: [] }
  const changes: Partial<PointMasterData> = Object.fromEntries(
    fieldsOf(inForce).flatMap((field) => {
      const [before, after] = changed[field] ?? []
      return after !== undefined && before !== undefined && inForce[field] === after ? [[field, before]] : []
    }),
  )
  const versions = new Map<string, PointMasterData | null>(withChange(history, effectiveDate, changes))
  const findings: Finding[] = []
  const broken = brokenTransition({ ...asked, changes })
  if (broken !== undefined) {
    findings.push(
      stateFault(
        asked,
        `a change of state from ${broken} on builds on it; cancel that first`,
        `en statusændring fra ${broken} bygger på den; annullér den først`,
      ),
    )
  }
  const restoredFields = fieldsOf(changes).map((field) => [field, [inForce[field], changes[field]]])
  return {
    versions: withoutEcho(history, effectiveDate, versions),
    changed: Object.fromEntries(restoredFields) as ChangedFields,
    findings,
  }
}

/** A statement that would say what the period before it says is withdrawn instead. */
function withoutEcho(
  history: PointHistory,
  day: string,
  versions: Map<string, PointMasterData | null>,
): Map<string, PointMasterData | null> {
  const after = overlaid(history, versions)
  const here = after.get(day)
  const before = inForceOn(new Map([...after].filter(([from]) => from < day)), day)
  if (here != null && before !== undefined && sameValues(here, before)) versions.set(day, null)
  return versions
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

function stateFault({ request, day }: Asked, english: string, danish: string): Finding {
  return finding('STATE', english, { point: request.meteringPointId, day, field: 'connection_state', danish })
}
