import type { OutgoingCharacteristics, OutgoingNotification, Party } from '../exchange/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import { isAccountingType } from '../market/index.ts'
import {
  inForceOn,
  periodsOf,
  PROCESSES,
  type PointMasterData,
  type ProcessOutcome,
  type SubmittedProcesses,
  type VersionHistory,
} from '../metering-points/index.ts'
import { midnight, toCharacteristics } from './to-characteristics.ts'

/** What actors are told of processes that were accepted. */
export interface ToldActors {
  /** RSM-022, children before their parents (datahub 3.1) */
  readonly characteristics: readonly OutgoingCharacteristics[]
  /** RSM-004 */
  readonly notifications: readonly OutgoingNotification[]
}

/**
 * Whom accepted processes concern, and what they are told (datahub 3.1, 3.3): the supplier of the point, or of its parent,
 * gets each version that changed while it supplies; who loses a point, or a child, is notified; of a production obligation
 * the grid company hears too.
 */
export function whoIsTold(submitted: SubmittedProcesses, zone: MarketZone): ToldActors {
  const told = submitted.outcomes
    .filter(({ outcome }) => outcome === 'accepted')
    .map((process) => toldOf(process, submitted, zone))
  return {
    characteristics: told.flatMap(({ characteristics }) => characteristics),
    notifications: told.flatMap(({ notifications }) => notifications),
  }
}

function toldOf(process: ProcessOutcome, submitted: SubmittedProcesses, zone: MarketZone): ToldActors {
  const { kind } = process.request
  if (kind === 'assign_loss_role') return { characteristics: [], notifications: [] }
  return {
    characteristics: kind === 'close_down' ? [] : versionsTold(process, submitted, zone),
    notifications: notificationsOf(process, submitted, zone),
  }
}

/** Reason code of RSM-022; a supplier begins by moving in (E65) or by a switch (E03). */
function reasonOf({ request }: ProcessOutcome): string {
  if (request.kind === 'change_energy_supplier') return request.stated.isMoveIn === true ? 'E65' : 'E03'
  return PROCESSES[request.kind].reasonCode ?? 'E32'
}

function versionsTold(
  process: ProcessOutcome,
  submitted: SubmittedProcesses,
  zone: MarketZone,
): OutgoingCharacteristics[] {
  const { request, versions, history } = process
  const tell = teller(submitted, zone, reasonOf(process))
  return [...versions].flatMap(([day, stated]) => {
    const values = stated ?? inForceOn(history, day)
    if (values === undefined) return []
    const point = { id: request.meteringPointId, day, values, history }
    const own = tell(point, supplierOf(point, submitted))
    const company =
      request.kind === 'change_production_obligation' ? submitted.gridCompanyOf(values.gridArea, day) : undefined
    const companies = company == null ? [] : tell(point, { actorId: company, role: 'DDM' })
    const children = request.kind === 'change_energy_supplier' ? childrenOn(point, submitted) : []
    return [...children.flatMap((child) => tell(child, supplierOf(child, submitted))), ...own, ...companies]
  })
}

interface PointOnDay {
  readonly id: string
  readonly day: string
  readonly values: PointMasterData
  readonly history: VersionHistory
}

function teller(
  submitted: SubmittedProcesses,
  zone: MarketZone,
  processType: string,
): (point: PointOnDay, receiver: Party | undefined) => OutgoingCharacteristics[] {
  return (point, receiver) => {
    if (receiver === undefined) return []
    const { id, day, values } = point
    const record = toCharacteristics(
      id,
      day,
      values,
      {
        gridAccessProviderId: submitted.gridCompanyOf(values.gridArea, day) ?? undefined,
        supplyStart: supplyStartOf(point),
        children: childrenOn(point, submitted).map((child) => ({ meteringPointId: child.id, type: child.values.type })),
      },
      zone,
    )
    return [{ receiver, processType, record }]
  }
}

function notificationsOf(
  { request, versions, changed, history }: ProcessOutcome,
  submitted: SubmittedProcesses,
  zone: MarketZone,
): OutgoingNotification[] {
  const { kind, meteringPointId, effectiveDate: day } = request
  const values = inForceOn(history, day)
  if (values === undefined || versions.size === 0) return []
  const notify = (receiver: Party | undefined, processType: string): OutgoingNotification[] =>
    receiver === undefined
      ? []
      : [{ receiver, processType, record: { meteringPointId, validityStart: midnight(day, zone) } }]
  const point = { id: meteringPointId, day, values, history }
  if (kind === 'close_down') return notify(supplierOf(point, submitted), 'D14')
  if (kind === 'change_production_obligation') return notify(supplierOf(point, submitted), 'D39')
  if (kind === 'change_energy_supplier') {
    const [before] = changed.energySupplierId ?? []
    return notify(before == null ? undefined : supplier(before), request.stated.isMoveIn === true ? 'E01' : 'E03')
  }
  const [parentBefore] = changed.parentId ?? []
  if (parentBefore == null) return []
  return notify(supplierOf({ ...point, values: { ...values, parentId: parentBefore } }, submitted), 'D40')
}

function supplier(actorId: string): Party {
  return { actorId, role: 'DDQ' }
}

/** The supplier of the point, or of its parent, on its day. */
function supplierOf({ day, values }: PointOnDay, { historyOf }: SubmittedProcesses): Party | undefined {
  const supplied = isAccountingType(values.type)
    ? values
    : values.parentId === null
      ? undefined
      : inForceOn(historyOf(values.parentId), day)
  return supplied?.energySupplierId == null ? undefined : supplier(supplied.energySupplierId)
}

/** The first day of the unbroken supply of the point by who supplies it on the day. */
function supplyStartOf({ day, values, history }: PointOnDay): string | undefined {
  if (values.energySupplierId === null) return undefined
  let since = day
  for (const period of periodsOf(history).toReversed()) {
    if (period.validFrom > day) continue
    if (period.values.energySupplierId !== values.energySupplierId) break
    since = period.validFrom
  }
  return since
}

/** Children that are coupled to the point on its day and not closed down. */
function childrenOn({ id, day }: PointOnDay, { childrenOf, historyOf }: SubmittedProcesses): PointOnDay[] {
  return childrenOf(id).flatMap((childId) => {
    const history = historyOf(childId)
    const values = inForceOn(history, day)
    const isCoupled = values?.parentId === id && values.connectionState !== 'closed_down'
    return isCoupled && history !== undefined ? [{ id: childId, day, values, history }] : []
  })
}
