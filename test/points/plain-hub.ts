import { PROCESSES } from '../../src/metering-points/index.ts'
import { COMPANY, OTHER_COMPANY, TODAY } from '../../src/metering-points/processes/example-processes.ts'
import { POINT_FIELDS } from '../../src/metering-points/model.ts'
import { supplierId, responsibleId } from '../../src/metering-points/example-points.ts'
import { dayAfter, DAYS, placeOf } from './plain-days-of-points.ts'
import { faultsOfChild, faultsOfDay } from './plain-faults.ts'
import { nextChange, PlainPoint, said, type PlainFact, type PlainValues } from './plain-point.ts'
import type { ProcessStep } from './steps.ts'

/** What the plain hub says of a process. */
export type Verdict = {
  /** the market's codes against it; none: it is accepted */
  readonly codes: ReadonlySet<string>
  /** false: more codes may come with these */
  readonly isExact: boolean
}

type Taken = {
  readonly step: ProcessStep
  readonly fact: Extract<PlainFact, { said: 'process' }>
  isCancelled: boolean
}

const NEXT: Readonly<Record<string, readonly string[]>> = {
  new: ['connected', 'closed_down'],
  connected: ['disconnected', 'closed_down'],
  disconnected: ['connected', 'closed_down'],
  closed_down: [],
}
const TO: Partial<Record<string, string>> = {
  connect: 'connected',
  disconnect: 'disconnected',
  reconnect: 'connected',
  close_down: 'closed_down',
}
const FROM: Partial<Record<string, readonly string[]>> = {
  connect: ['new'],
  disconnect: ['connected'],
  reconnect: ['disconnected'],
}
const OPEN = ['new', 'connected', 'disconnected']
const SUPPLIERS = [1, 2, 3].map(supplierId)
const OPERATOR = 'DGL'

/**
 * A hub that keeps points as lists of days and takes processes in by the plainest means: every day is looked at, and what
 * is taken back is left out when all the rest is done again. Written from settlement 6.1, without the engine's rules.
 */
export class PlainHub {
  readonly #points = new Map<string, PlainPoint>()
  readonly #facts = new Map<string, PlainFact[]>()
  readonly #taken = new Map<ProcessStep, Taken>()

  /** What is known of a point; undefined: nothing ever was. */
  point(id: string): PlainPoint | undefined {
    return this.#points.get(id)
  }

  /** The points of which anything is known. */
  known(): string[] {
    return [...this.#points.keys()]
  }

  /** Takes in what an import stated; the importer has its own rules and tests. */
  import(id: string, day: string, values: PlainValues | null): void {
    this.#take(id, { said: 'import', day, values })
  }

  /** Decides a process, and takes it in when nothing speaks against it. */
  ask(step: ProcessStep): Verdict {
    if (step.kind === 'cancel') return this.#cancel(step)
    return step.kind === 'create' ? this.#create(step) : this.#change(step)
  }

  #take(id: string, fact: PlainFact): void {
    const point = this.#points.get(id) ?? new PlainPoint()
    point.take(fact)
    this.#points.set(id, point)
    this.#facts.set(id, [...(this.#facts.get(id) ?? []), fact])
  }

  #accept(step: ProcessStep, fields: PlainValues): void {
    const fact = {
      said: 'process',
      number: this.#taken.size,
      day: step.day,
      fields,
      creates: step.kind === 'create',
    } as const
    this.#taken.set(step, { step, fact, isCancelled: false })
    this.#take(step.point, fact)
  }

  #create(step: ProcessStep): Verdict {
    const codes = new Set<string>()
    if (step.day < dayAfter(-721) || step.day > TODAY) codes.add('E17')
    for (const code of senderFaults(step, String(step.stated.gridArea))) codes.add(code)
    if (this.#points.has(step.point)) return { codes: codes.add('E10'), isExact: false }
    const values: PlainValues = { ...step.stated, connectionState: 'new' }
    for (const day of DAYS.slice(placeOf(step.day)))
      for (const fault of faultsOfDay(values, this.#parentOn(step.point, values, day))) codes.add(codeOf(fault))
    if (codes.size === 0) this.#accept(step, values)
    return { codes, isExact: true }
  }

  #change(step: ProcessStep): Verdict {
    const codes = new Set<string>()
    const { kind, day, stated } = step
    const definition = PROCESSES[kind]
    const before = this.#points.get(step.point)
    const held = before?.on(day)
    if (day < dayAfter(-721) || day > dayAfter(kind === 'update_master_data' ? 0 : 365)) codes.add('E17')
    for (const code of senderFaults(step, held === undefined ? undefined : String(held['gridArea']))) codes.add(code)
    for (const field of ['energySupplierId', 'balanceResponsibleId'] as const) {
      const actor = stated[field]
      const known = field === 'energySupplierId' ? SUPPLIERS : [responsibleId(1)]
      if (kind === 'change_energy_supplier' && actor != null && !known.includes(actor)) codes.add('E10')
    }
    if (before === undefined || held === undefined) return { codes: codes.add('E10'), isExact: false }
    const foreign = Object.entries(stated).filter(
      ([field, value]) => !definition.fields.some((own) => own === field) && value !== said(held, field),
    )
    if (foreign.length > 0) return { codes: codes.add('E86'), isExact: false }
    if (saysNothing(step, held)) codes.add(saysNothing(step, held) ?? '')
    const state = TO[kind]
    if (!(FROM[kind] ?? OPEN).includes(String(held['connectionState']))) codes.add('D16')
    else if (state !== undefined && !mayBecome(before, day, state)) codes.add('D16')
    if (kind === 'connect' && held['type'] === 'supply_to_grid' && said(held, 'meteringMethod') !== 'physical')
      codes.add('D37')
    if (kind === 'connect' && held['type'] === 'exchange_reactive_energy' && said(held, 'parentId') === null)
      codes.add('D36')
    if (kind === 'close_down' && [...before.registered].some((other) => other > day)) codes.add('D16')
    if (kind === 'close_down' && this.#hasChildFrom(step.point, day)) codes.add('D16')
    const fields: PlainValues = {
      ...(kind === 'change_energy_supplier' ? { isMoveIn: null } : {}),
      ...stated,
      ...(state === undefined ? {} : { connectionState: state }),
    }
    const after = before.copy()
    after.change(day, fields)
    const statedFields = Object.keys(stated).filter((field) => stated[field as keyof typeof stated] != null)
    for (const code of this.#newFaults(step.point, before, after, statedFields)) codes.add(code)
    if (codes.size === 0) this.#accept(step, differing(held, after.on(day)))
    return { codes, isExact: true }
  }

  #cancel(step: ProcessStep): Verdict {
    const taken = step.cancels === undefined ? undefined : this.#taken.get(step.cancels)
    const before = this.#points.get(step.point)
    if (taken === undefined || taken.isCancelled || taken.step.point !== step.point || before === undefined)
      return { codes: new Set(['E10']), isExact: true }
    const codes = new Set<string>()
    const { sender } = step
    if (
      sender.role !== OPERATOR &&
      (!['DDM', 'EZ'].includes(sender.role) || sender.actorId !== taken.step.sender.actorId)
    )
      codes.add('E0I')
    if (before.on(taken.fact.day) === undefined) return { codes: codes.add('E10'), isExact: false }
    const rest = (this.#facts.get(step.point) ?? []).filter((fact) => fact !== taken.fact)
    const after = doneAgain(rest)
    if (after === undefined || (taken.fact.creates && after.registered.size > 0)) codes.add('D16')
    else {
      if (taken.fact.creates && this.#hasChildFrom(step.point, taken.fact.day)) codes.add('D16')
      if (!taken.fact.creates) for (const code of this.#newFaults(step.point, before, after, [])) codes.add(code)
    }
    if (codes.size > 0 || after === undefined) return { codes, isExact: true }
    taken.isCancelled = true
    this.#facts.set(step.point, rest)
    this.#points.set(step.point, after)
    return { codes, isExact: true }
  }

  #parentOn(id: string, values: PlainValues, day: string): PlainValues | undefined {
    const parent = said(values, 'parentId')
    if (parent === id) return values
    return parent === null ? undefined : this.#points.get(String(parent))?.on(day)
  }

  #faultsOn(id: string, point: PlainPoint, day: string): Set<string> {
    const values = point.on(day)
    return values === undefined ? new Set() : faultsOfDay(values, this.#parentOn(id, values, day))
  }

  #hasChildFrom(id: string, day: string): boolean {
    return [...this.#points.values()].some((point) =>
      DAYS.slice(placeOf(day)).some(
        (other) => said(point.on(other), 'parentId') === id && point.on(other)?.['connectionState'] !== 'closed_down',
      ),
    )
  }

  /** What a change of a point makes wrong that was not wrong before, on it or between it and its children. */
  #newFaults(id: string, before: PlainPoint, after: PlainPoint, stated: readonly string[]): Set<string> {
    const codes = new Set<string>()
    for (const [place, day] of DAYS.entries()) {
      const [was, is] = [before.on(day), after.on(day)]
      if (is === was || is === undefined || was === undefined) continue
      const old = this.#faultsOn(id, before, day)
      // Where nobody says anything any more, the day is as the one before, and as wrong.
      if (!after.registered.has(day))
        for (const fault of this.#faultsOn(id, after, DAYS[place - 1] ?? day)) old.add(fault)
      for (const fault of this.#faultsOn(id, after, day))
        if (!old.has(fault) || stated.includes(fault.split(' ')[1] ?? '')) codes.add(codeOf(fault))
      for (const child of this.#points.values()) {
        const values = child.on(day)
        if (values === undefined || said(values, 'parentId') !== id) continue
        const known = faultsOfChild(values, was)
        for (const fault of faultsOfChild(values, is)) if (!known.includes(fault)) codes.add(codeOf(fault))
      }
    }
    return codes
  }
}

function codeOf(fault: string): string {
  return fault.split(' ')[0] ?? ''
}

/** The fields that are others on a day. */
function differing(was: PlainValues | undefined, is: PlainValues | undefined): PlainValues {
  const fields = POINT_FIELDS.map(([, field]) => field).filter((field) => said(was, field) !== said(is, field))
  return Object.fromEntries(fields.map((field) => [field, said(is, field)]))
}

function senderFaults({ kind, sender }: ProcessStep, gridArea: string | undefined): string[] {
  if (sender.role === OPERATOR) return []
  if (kind === 'change_energy_supplier' || kind === 'assign_loss_role') return ['E0I']
  if (kind === 'change_production_obligation') return sender.role === 'EZ' ? [] : ['E0I']
  if (sender.role !== 'DDM') return ['E0I']
  if (gridArea === undefined) return []
  return sender.actorId === (gridArea === '803' ? OTHER_COMPANY : COMPANY) ? [] : ['E0I']
}

/** The code against a process that asks for what is so already, or for nothing. */
function saysNothing({ kind, stated }: ProcessStep, held: PlainValues): string | undefined {
  if (kind === 'change_settlement_method' && (stated.settlementMethod ?? null) === said(held, 'settlementMethod'))
    return 'D15'
  if (kind === 'change_resolution' && (stated.resolution ?? said(held, 'resolution')) === said(held, 'resolution'))
    return 'D53'
  if (kind === 'change_meter' && stated.meterNumber === undefined && stated.meteringMethod === undefined) return 'D31'
  const isParent = ['consumption', 'production', 'exchange'].includes(String(held['type']))
  if (kind === 'change_parent' && isParent) return 'D18'
  if (kind === 'change_parent' && stated.parentId === undefined) return 'D36'
  if (kind === 'change_energy_supplier' && stated.energySupplierId === undefined) return 'D36'
  if (kind === 'change_production_obligation' && stated.productionObligation === undefined) return 'D02'
  return kind === 'assign_loss_role' && stated.lossRole === undefined ? 'LOSS_ROLE' : undefined
}

/** Whether a point can be in a state from a day on, for the sake of what it becomes next. */
function mayBecome(point: PlainPoint, day: string, state: string): boolean {
  const next = nextChange(point.days, day, 'connectionState')
  return next === undefined || NEXT[state]?.includes(String(point.days[next]?.['connectionState'])) === true
}

/** A point as these facts make it; undefined: one of them builds on something that is not there. */
function doneAgain(facts: readonly PlainFact[]): PlainPoint | undefined {
  const point = new PlainPoint()
  for (const fact of facts) {
    if (fact.said === 'process' && !fact.creates) {
      const held = point.on(fact.day)
      if (held === undefined) return undefined
      const state = fact.fields['connectionState']
      if (typeof state === 'string') {
        if (NEXT[String(held['connectionState'])]?.includes(state) !== true) return undefined
        if (!mayBecome(point, fact.day, state)) return undefined
      }
    }
    point.take(fact)
  }
  return point
}
