import { pointId, responsibleId, supplierId } from '../../src/metering-points/example-points.ts'
import type { NewPointPeriod, ProcessKind, ProcessSender, StatedFields } from '../../src/metering-points/index.ts'
import {
  CHILD,
  COMPANY,
  CONSUMPTION,
  EXCHANGE,
  OPERATOR,
  OTHER_COMPANY,
  PRODUCTION,
} from '../../src/metering-points/processes/example-processes.ts'
import type { Random } from '../oracle/random.ts'
import { dayAfter, EDGE_DAYS, NEAR_DAYS } from './plain-days-of-points.ts'
import type { ProcessStep, Step } from './steps.ts'

/** A point that takes part, with what its creation states. */
type Part = { readonly n: number; readonly stated: StatedFields; readonly parents: readonly number[] }

const part = (n: number, stated: StatedFields, ...parents: number[]): Part => ({ n, stated, parents })
const REACTIVE: StatedFields = {
  type: 'exchange_reactive_energy',
  resolution: 'PT1H',
  gridArea: '801',
  product: 'reactive_energy',
  unit: 'kVArh',
  meteringMethod: 'physical',
  meterNumber: '55',
}
const OWN_PRODUCTION: StatedFields = { ...CHILD, type: 'own_production' }

/** Points that belong together: each sequence is about those of one list. */
const CASTS: readonly (readonly Part[])[] = [
  [part(1, CONSUMPTION), part(4, CHILD, 1)],
  [part(3, EXCHANGE), part(5, REACTIVE, 3)],
  [part(3, EXCHANGE), part(8, { ...EXCHANGE, resolution: 'PT15M' }), part(5, REACTIVE, 3, 8)],
  [part(1, CONSUMPTION), part(2, PRODUCTION), part(6, OWN_PRODUCTION, 1, 2)],
  [part(1, CONSUMPTION), part(7, { ...CONSUMPTION, gridArea: '803' }), part(4, CHILD, 1, 7)],
  [part(2, PRODUCTION), part(3, EXCHANGE), part(4, CHILD, 2), part(5, REACTIVE, 3)],
  [part(1, CONSUMPTION), part(2, PRODUCTION)],
]

/** Points whose parents and children cross: children sort before and behind the parents that they change between. */
const CROSSING: readonly Part[] = [
  part(1, CONSUMPTION),
  part(2, PRODUCTION),
  part(3, EXCHANGE),
  part(4, CHILD, 1, 2, 7),
  part(5, REACTIVE, 3, 8),
  part(6, OWN_PRODUCTION, 1, 2),
  part(7, CONSUMPTION),
  part(8, EXCHANGE),
]
const HOT_DAYS = 7
/** Most of the days that matter lie behind those on which most points begin. */
const BEFORE = 25
const DDM = (actorId: string): ProcessSender => ({ actorId, role: 'DDM' })
const EZ: ProcessSender = { actorId: '5790000432752', role: 'EZ' }
const KINDS: readonly (readonly [ProcessKind, number])[] = [
  ['create', 3],
  ['connect', 12],
  ['disconnect', 8],
  ['reconnect', 6],
  ['close_down', 7],
  ['update_master_data', 12],
  ['change_settlement_method', 5],
  ['change_production_obligation', 3],
  ['change_resolution', 8],
  ['change_parent', 8],
  ['change_meter', 8],
  ['change_energy_supplier', 14],
  ['assign_loss_role', 3],
  ['cancel', 14],
]
const KIND_BAG = KINDS.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind))

/** Most children begin when their parents are there; a few points begin at the edge of what may be stated. */
function beginningOf(random: Random, { parents }: Part): string {
  if (random.chance(4)) return random.pick(EDGE_DAYS)
  return dayAfter(parents.length === 0 || random.chance(20) ? -random.int(30, 46) : -random.int(18, 32))
}

const SUPPLIED: StatedFields = { energySupplierId: supplierId(1), balanceResponsibleId: responsibleId(1) }
/** Those that couple come up more often, and those that end everything less. */
const CROSSING_KINDS = [
  ...KIND_BAG.filter((kind) => kind !== 'create' && kind !== 'close_down'),
  ...Array.from({ length: 30 }, () => 'change_parent' as const),
  'close_down' as const,
]

/**
 * Steps about two to four points: mostly sound ones of few days, so that they meet, and some of every fault.
 * @param base the points' numbers begin behind it, so that several sequences live in one database
 */
export function randomSteps(random: Random, base = 0): Step[] {
  const cast = random.pick(CASTS)
  const hot = Array.from({ length: HOT_DAYS }, () =>
    random.pick(random.chance(85) ? NEAR_DAYS.slice(BEFORE) : NEAR_DAYS),
  )
  const closing = random.pick(hot)
  const steps: Step[] = []
  for (const one of cast) {
    const start = beginningOf(random, one)
    if (random.chance(85)) steps.push(process(random, base, one, 'create', start, steps))
    else steps.push({ act: 'import', row: imported(random, base, one, start) })
    if (one.parents.length === 0 && random.chance(60))
      steps.push(process(random, base, one, 'change_energy_supplier', random.pick([start, ...hot]), steps))
    if (random.chance(50)) steps.push(process(random, base, one, 'connect', random.pick(hot), steps))
  }
  const count = random.int(10, 26)
  while (steps.length < count) {
    const one = random.pick(cast)
    const day = random.chance(85) ? random.pick(hot) : random.pick(random.chance(80) ? NEAR_DAYS : EDGE_DAYS)
    if (random.chance(7)) steps.push({ act: 'import', row: imported(random, base, one, day) })
    else {
      const kind = random.pick(KIND_BAG)
      // Points that belong together are often closed down together.
      steps.push(process(random, base, one, kind, kind === 'close_down' && random.chance(60) ? closing : day, steps))
    }
  }
  return steps
}

/** Creations of the points that cross, the parents first, with a supplier for whoever needs one. */
export function crossingPoints(random: Random): ProcessStep[] {
  const day = dayAfter(-40)
  const inOrder = CROSSING.toSorted((a, b) => a.parents.length - b.parents.length)
  return inOrder.flatMap((one) => {
    const created: ProcessStep = {
      ...process(random, 0, one, 'create', day, []),
      stated: one.stated,
      sender: OPERATOR.sender,
    }
    const supplied = { ...created, kind: 'change_energy_supplier', stated: SUPPLIED } as const
    return ['consumption', 'production'].includes(String(one.stated.type)) ? [created, supplied] : [created]
  })
}

/** Processes about the points that cross, on few days. @param before those that may be taken back */
export function randomProcesses(random: Random, count: number, before: readonly ProcessStep[]): ProcessStep[] {
  const days = NEAR_DAYS.filter((_, n) => n > BEFORE && n % 4 === 0)
  return Array.from({ length: count }, () =>
    process(random, 0, random.pick(CROSSING), random.pick(CROSSING_KINDS), random.pick(days), before),
  )
}

function process(
  random: Random,
  base: number,
  one: Part,
  kind: ProcessKind,
  day: string,
  before: readonly Step[],
): ProcessStep {
  const point = pointId(base + one.n)
  if (kind === 'cancel') {
    const own = before.filter((step) => step.act === 'process').filter((step) => step.point === point)
    const cancels = own.length === 0 ? undefined : random.pick(own)
    const sender = random.chance(90) ? (cancels?.sender ?? OPERATOR.sender) : DDM(OTHER_COMPANY)
    return { act: 'process', kind, point, day, stated: {}, sender, cancels }
  }
  const stated = statedBy(random, base, one, kind)
  return { act: 'process', kind, point, day, stated, sender: senderOf(random, one, kind) }
}

function senderOf(random: Random, { stated }: Part, kind: ProcessKind): ProcessSender {
  if (random.chance(4))
    return random.pick([DDM(OTHER_COMPANY), DDM(COMPANY), EZ, { actorId: supplierId(1), role: 'DDQ' }])
  if (kind === 'change_production_obligation') return EZ
  if (kind === 'change_energy_supplier' || kind === 'assign_loss_role' || random.chance(10)) return OPERATOR.sender
  return DDM(stated.gridArea === '803' ? OTHER_COMPANY : COMPANY)
}

function statedBy(random: Random, base: number, one: Part, kind: ProcessKind): StatedFields {
  const foreign = random.chance(2) ? { locationDescription: 'behind the mill' } : {}
  switch (kind) {
    case 'create':
      return {
        ...one.stated,
        ...parentOf(random, base, one),
        ...(random.chance(3) ? { meterNumber: null } : {}),
      }
    case 'update_master_data': {
      const some = [
        { city: random.pick(['Odense', 'Ribe', 'Ribe', 'x'.repeat(26)]) },
        meter(random),
        { meterNumber: 'm9' },
      ]
      const more = [resolution(random), method(random, one), parentOf(random, base, one)]
      return { ...random.pick([...some, ...more]), ...random.pick([...some, ...more, {}]) }
    }
    case 'change_settlement_method':
      return random.chance(90) ? method(random, one) : { settlementMethod: null }
    case 'change_production_obligation':
      return { productionObligation: random.chance(50) }
    case 'change_resolution':
      return resolution(random)
    case 'change_parent':
      return parentOf(random, base, one)
    case 'change_meter':
      return random.chance(95) ? meter(random) : {}
    case 'change_energy_supplier':
      return supplier(random)
    case 'assign_loss_role':
      return { lossRole: random.pick(['grid_loss', 'system_correction', null]) }
    default:
      return foreign
  }
}

const resolution = (random: Random): StatedFields => ({ resolution: random.pick(['PT15M', 'PT1H']) })

function method(random: Random, { stated }: Part): StatedFields {
  const none = stated.type !== 'consumption' && random.chance(80)
  return { settlementMethod: none ? null : random.pick(['flex', 'non_profiled']) }
}

function meter(random: Random): StatedFields {
  return random.pick([
    { meterNumber: 'm1' },
    { meterNumber: 'm2' },
    { meteringMethod: 'physical', meterNumber: 'm3' },
    { meteringMethod: 'virtual', meterNumber: null },
    { meteringMethod: 'calculated', meterNumber: null },
  ])
}

function parentOf(random: Random, base: number, { parents }: Part): StatedFields {
  const [parent] = parents.length === 0 ? [] : [random.pick(parents)]
  if (parent === undefined) return random.chance(97) ? {} : { parentId: pointId(base + 1) }
  if (random.chance(3)) return { parentId: pointId(base + random.int(1, 10)) }
  return { parentId: random.chance(80) ? pointId(base + parent) : null }
}

function supplier(random: Random): StatedFields {
  const stated = { energySupplierId: supplierId(random.int(1, 4)), balanceResponsibleId: responsibleId(1) }
  const others = [
    { ...stated, isMoveIn: true },
    { energySupplierId: null, balanceResponsibleId: null },
    { energySupplierId: supplierId(77), balanceResponsibleId: responsibleId(1) },
    { energySupplierId: supplierId(2) },
    { balanceResponsibleId: null },
  ] as const
  return random.chance(80) ? stated : random.pick(others)
}

/** What an import states of a point: sometimes little, sometimes that the day is not stated any more. */
function imported(
  random: Random,
  base: number,
  one: Part,
  validFrom: string,
): NewPointPeriod | { meteringPointId: string; validFrom: string; tombstone: true } {
  const meteringPointId = pointId(base + one.n)
  if (random.chance(20)) return { meteringPointId, validFrom, tombstone: true }
  const { type = 'consumption', settlementMethod, gridArea = '801', fromGridArea, toGridArea, unit } = one.stated
  const least = { type, settlementMethod, gridArea, fromGridArea, toGridArea, unit }
  const isSupplied = ['consumption', 'production'].includes(type)
  return {
    ...(random.chance(60) ? one.stated : least),
    type,
    gridArea,
    resolution: random.pick(['PT15M', 'PT1H']),
    ...parentOf(random, base, one),
    ...(isSupplied ? { energySupplierId: supplierId(random.int(1, 4)), balanceResponsibleId: responsibleId(1) } : {}),
    // A point that is imported as disconnected although it is to be connected first is nothing that the two agree on: taking
    // back what made it new again leaves a connecting that starts from the wrong state, which the engine refuses.
    connectionState: random.pick(['new', 'connected', 'connected', 'closed_down']),
    meteringPointId,
    validFrom,
  }
}
