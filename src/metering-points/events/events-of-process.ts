import { columnOfField, type PointMasterData } from '../model.ts'
import type { ProcessKind } from '../processes/process.ts'
import type { ProcessRecord } from '../processes/process-store.ts'
import type { ChangedFields } from '../processes/request.ts'
import { inForceOn, type PointHistory } from '../rules/history.ts'
import { CHANGE_FIELDS, type ChangeEvent, type EventType } from './event-type.ts'

/** What is told of something that happened, beside point and day: the columns of its schema. */
export type EventPayload = Readonly<Record<string, unknown>>

/** A process as it was decided, with what is known of its point after it. */
export type DecidedProcess = ProcessRecord & { readonly history: PointHistory }

/** Something that a process made happen. */
export type ProcessEvent = { readonly type: EventType; readonly payload: EventPayload }

type Fields = readonly (keyof PointMasterData)[]

/** Processes that are told by one event, which has all that they changed. */
const WHOLE: Partial<Record<ProcessKind, EventType>> = {
  create: 'created',
  connect: 'connected',
  disconnect: 'disconnected',
  reconnect: 'reconnected',
  close_down: 'closed_down',
  cancel: 'process_cancelled',
}

/** What is told of a process that was accepted and changed nothing. */
const UNCHANGED: Partial<Record<ProcessKind, ChangeEvent>> = {
  change_settlement_method: 'settlement_method_changed',
  change_production_obligation: 'production_obligation_changed',
  change_resolution: 'resolution_changed',
  change_meter: 'meter_changed',
  change_energy_supplier: 'energy_supplier_changed',
  assign_loss_role: 'loss_role_assigned',
}

/**
 * What happened by a process, in order; pure. An accepted process has one event at least, even if it changed nothing; a
 * rejected one has none. Each changed field is told once, but for the parent of a point that is created.
 */
export function eventsOfProcess(process: DecidedProcess): ProcessEvent[] {
  if (process.outcome === 'rejected') return []
  const { request, changed } = process
  const standing = standingOf(process)
  const cause = causeOf(process)
  const told = (type: EventType, fields: Fields, more: EventPayload = {}): ProcessEvent => ({
    type,
    payload: { ...standing, changed: byColumns(changed, fields), cause, ...more },
  })
  const whole = WHOLE[request.kind]
  if (whole === 'process_cancelled') {
    return [told(whole, fieldsOf(changed), { cancelled_process_id: String(request.cancels) })]
  }
  if (whole !== undefined) {
    const isCoupled = changed.parentId !== undefined
    return [told(whole, fieldsOf(changed)), ...(isCoupled ? [told('coupled_to_parent', ['parentId'])] : [])]
  }
  const events = changesOf(changed).map(([type, fields]) => told(type, fields))
  return events.length > 0 ? events : [told(unchangedType(process), [])]
}

/** The changed fields by the event that tells of them: that of its own for each, the others together at the end. */
function changesOf(changed: ChangedFields): (readonly [ChangeEvent, Fields])[] {
  const left = new Set(fieldsOf(changed))
  const events: (readonly [ChangeEvent, Fields])[] = []
  for (const [type, fields] of CHANGE_FIELDS) {
    const own = fields.filter((field) => changed[field] !== undefined)
    for (const field of own) left.delete(field)
    if (own.length > 0 && isSo(type, changed)) events.push([type, own])
  }
  if (left.size > 0) events.push(['master_data_updated', [...left]])
  return events
}

/** A child whose parent changes leaves the one, if it had one, and comes to the other, if there is one. */
function isSo(type: ChangeEvent, { parentId }: ChangedFields): boolean {
  if (type === 'decoupled_from_parent') return parentId?.[0] != null
  return type !== 'coupled_to_parent' || parentId?.[1] != null
}

function unchangedType({ request, history }: DecidedProcess): ChangeEvent {
  if (request.kind !== 'change_parent') return UNCHANGED[request.kind] ?? 'master_data_updated'
  const parentId = inForceOn(history, request.effectiveDate)?.parentId
  return parentId == null ? 'decoupled_from_parent' : 'coupled_to_parent'
}

/** What the point is from the effective date on; nulls where nothing is known of it any more. */
function standingOf({ request, history }: DecidedProcess): EventPayload {
  const now = inForceOn(history, request.effectiveDate)
  return {
    type: now?.type ?? null,
    grid_area: now?.gridArea ?? null,
    connection_state: now?.connectionState ?? null,
  }
}

function causeOf({ processId, request }: DecidedProcess): EventPayload {
  const { kind, sender, messageId, transactionId } = request
  return {
    process_id: String(processId),
    process: kind,
    sender: { actor_id: sender.actorId, role: sender.role },
    message_id: messageId ?? null,
    transaction_id: transactionId ?? null,
  }
}

function fieldsOf(changed: ChangedFields): Fields {
  return Object.keys(changed) as (keyof PointMasterData)[]
}

function byColumns(changed: ChangedFields, fields: Fields): EventPayload {
  return Object.fromEntries(
    fields.map((field) => {
      const [before, after] = changed[field] ?? []
      return [columnOfField(field), { before: before ?? null, after: after ?? null }]
    }),
  )
}
