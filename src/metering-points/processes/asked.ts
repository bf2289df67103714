import { addDays, findMarketDay, marketDay } from '../../kernel/index.ts'
import type { ActorRole, MarketProfile } from '../../market/index.ts'
import type { ConnectionState, PointMasterData } from '../model.ts'
import { valuesOf } from '../model.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import { CAPACITY_DAYS_AHEAD, PROCESSES, type ProcessDefinition, type ProcessKind } from './process.ts'
import type { KnownProcess, ProcessRequest, RecordedFact, StatedFields } from './request.ts'
import { fieldsOf } from './timeline.ts'
import { brokenAfter } from './transitions.ts'

/** What processes are decided on: what is known, and today. */
export type Ground = {
  readonly profile: MarketProfile
  /** market day */
  readonly today: string
  /** undefined: nothing was ever known of the point */
  readonly historyOf: (pointId: string) => PointHistory | undefined
  /** points that were ever coupled to it */
  readonly childrenOf: (pointId: string) => readonly string[]
  /** who is the grid company of an area on a day; null: nobody; undefined: there is no such area */
  readonly gridCompanyOf: (gridArea: string, day: string) => string | null | undefined
  /** whether an actor is known in a role on a day */
  readonly hasRole: (actorId: string, role: ActorRole, day: string) => boolean
  /** a process that was accepted before */
  readonly processOf: (processId: bigint) => KnownProcess | undefined
  /** what was recorded about a point of which a process is to be taken back, in the order of recording */
  readonly factsOf: (pointId: string) => readonly RecordedFact[]
}

/** A process as its rules look at it. */
export type Asked = {
  readonly request: ProcessRequest
  readonly definition: ProcessDefinition
  readonly ground: Ground
  /** the effective date; undefined: it is no market day */
  readonly day: string | undefined
  readonly firstDay: string
  readonly lastDay: string
  readonly history: PointHistory
  /** the version in force on the effective date; undefined: there is none */
  readonly inForce: PointMasterData | undefined
  /** what the point would be from that day on; undefined: there is nothing to change */
  readonly wanted: PointMasterData | undefined
  /** what the process changes */
  readonly changes: Partial<PointMasterData>
}

/** Looks a process up in what is known. */
export function askedOf(request: ProcessRequest, ground: Ground): Asked {
  const definition = PROCESSES[request.kind]
  const day = findMarketDay(request.effectiveDate, ground.profile.zone)?.date
  const history = ground.historyOf(request.meteringPointId) ?? new Map<string, PointMasterData | null>()
  const inForce = day === undefined || request.kind === 'create' ? undefined : inForceOn(history, day)
  const changes = {
    ...UNSTATED[request.kind],
    ...ownFields(request),
    ...(definition.to === null ? {} : { connectionState: stateAfter(request) }),
  }
  const wanted = request.kind === 'create' ? created(request, changes) : inForce && { ...inForce, ...changes }
  return { request, definition, ground, day, ...windowOf(request, ground), history, inForce, wanted, changes }
}

/** What a process says of a field by leaving it out; else what is left out stays. */
const UNSTATED: Partial<Record<ProcessKind, Partial<PointMasterData>>> = {
  change_energy_supplier: { isMoveIn: null }, // the move-in began the supply before
}

/** What a process states of the fields that it may change: the others are refused by their own rules, and looked at no further. */
function ownFields({ kind, stated }: ProcessRequest): StatedFields {
  const { fields } = PROCESSES[kind]
  return Object.fromEntries(
    fieldsOf(stated).flatMap((field) => (fields.includes(field) ? [[field, stated[field]]] : [])),
  )
}

// settlement 6.1: what a calculation alone makes is in use as soon as it exists.
const CONNECTED_AT_ONCE: ReadonlySet<string> = new Set(['surplus_production_group_6', 'net_consumption'])

function stateAfter({ kind, stated }: ProcessRequest): ConnectionState {
  if (kind === 'create' && CONNECTED_AT_ONCE.has(String(stated.type))) return 'connected'
  return PROCESSES[kind].to ?? 'new'
}

function created(request: ProcessRequest, changes: Partial<PointMasterData>): PointMasterData {
  const { meteringPointId, effectiveDate: validFrom } = request
  const nothing = { type: '', resolution: '', gridArea: '' } as unknown as PointMasterData
  return valuesOf({ ...nothing, ...changes, meteringPointId, validFrom })
}

function windowOf({ kind, stated }: ProcessRequest, { today, profile }: Ground): { firstDay: string; lastDay: string } {
  const { daysBack, daysAhead } = PROCESSES[kind]
  const isCapacity = kind === 'create' && stated.type === 'capacity_settlement'
  const now = marketDay(today, profile.zone)
  return {
    firstDay: addDays(now, -daysBack).date,
    lastDay: addDays(now, isCapacity ? CAPACITY_DAYS_AHEAD : daysAhead).date,
  }
}

/** The fields of a process that differ from what is known, of those that it may not change. */
export function foreignFields({ request, definition, inForce }: Asked): (keyof PointMasterData)[] {
  return fieldsOf(request.stated).filter(
    (field) => !definition.fields.includes(field) && request.stated[field] !== (inForce?.[field] ?? null),
  )
}

/** A later change of state that the process would leave without effect or make impossible; undefined: none. */
export function brokenTransition({ history, day, inForce, changes }: Asked): string | undefined {
  const state = changes.connectionState
  if (day === undefined || inForce === undefined || state === undefined) return undefined
  return brokenAfter(history, day, inForce.connectionState, state)
}

/**
 * Children of the point that are coupled to it, and not closed down, on a day of `[day, until)`; with each of their versions
 * then.
 * @param until market day; null: for ever
 */
export function openChildren(
  { request, ground, day }: Asked,
  until: string | null = null,
): { readonly childId: string; readonly values: PointMasterData }[] {
  if (day === undefined) return []
  return ground.childrenOf(request.meteringPointId).flatMap((childId) =>
    periodsOf(ground.historyOf(childId))
      .filter(
        ({ validFrom, validTo, values }) =>
          (validTo === null || validTo > day) &&
          (until === null || validFrom < until) &&
          values.parentId === request.meteringPointId &&
          values.connectionState !== 'closed_down',
      )
      .map(({ values }) => ({ childId, values })),
  )
}
