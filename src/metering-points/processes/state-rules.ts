import type { PointMasterData } from '../model.ts'
import { brokenTransition, openChildren, type Asked } from './asked.ts'
import { inDanish, typeInDanish } from '../rules/danish-words.ts'
import { processInDanish } from './process-names.ts'
import { EVERY, type ProcessRule } from './process-rule.ts'
import { changedNext } from './timeline.ts'

const stateOf = ({ inForce }: Asked): string | undefined => inForce?.connectionState
const OWN_METER: ReadonlySet<string> = new Set(['net_production', 'supply_to_grid', 'consumption_from_grid'])

/** Rules about the state of the point, and what is registered for later days. */
export const STATE_RULES: readonly ProcessRule[] = [
  {
    code: 'STATE',
    field: 'connection_state',
    kinds: EVERY,
    when: 'the connection state on the effective date is not one that the process starts from: connect new, disconnect connected, reconnect disconnected, all others any but closed down',
    broken: ({ request, definition, inForce }) =>
      request.kind !== 'cancel' && inForce !== undefined && !definition.from.includes(inForce.connectionState),
    value: stateOf,
    english: (asked) => `${asked.request.kind} is not possible: the point is ${stateOf(asked)} on ${asked.day}`,
    danish: (asked) =>
      `${processInDanish(asked.request.kind)} kan ikke gennemføres: målepunktet har status ${inDanish(stateOf(asked) ?? '')} den ${asked.day}`,
  },
  {
    code: 'STATE',
    field: 'connection_state',
    kinds: ['connect', 'disconnect', 'reconnect', 'close_down'],
    when: 'a later change of state is registered that cannot follow',
    broken: (asked) =>
      asked.inForce !== undefined &&
      asked.definition.from.includes(asked.inForce.connectionState) &&
      brokenTransition(asked) !== undefined,
    value: stateOf,
    english: (asked) => `a change of state from ${brokenTransition(asked)} on cannot follow; cancel it first`,
    danish: (asked) => `en statusændring fra ${brokenTransition(asked)} kan ikke følge efter; annullér den først`,
  },
  {
    code: 'METERING_METHOD',
    field: 'metering_method',
    kinds: ['connect'],
    when: 'the point is not physical: net_production, supply_to_grid, consumption_from_grid',
    broken: ({ inForce }) =>
      inForce !== undefined && OWN_METER.has(inForce.type) && inForce.meteringMethod !== 'physical',
    value: ({ inForce }) => inForce?.meteringMethod,
    english: ({ inForce }) => `${inForce?.type} must be physical to be connected`,
    danish: ({ inForce }) => `${typeInDanish(inForce?.type ?? '')} skal være fysisk for at blive tilsluttet`,
  },
  {
    code: 'PARENT',
    field: 'parent_id',
    kinds: ['connect'],
    when: 'the point has no parent: exchange_reactive_energy',
    broken: ({ inForce }) => inForce?.type === 'exchange_reactive_energy' && inForce.parentId === null,
    value: () => null,
    english: () => 'exchange of reactive energy needs its parent to be connected',
    danish: () => 'udveksling af reaktiv energi skal have et parent-målepunkt for at blive tilsluttet',
  },
  {
    code: 'CHILDREN_OPEN',
    field: 'connection_state',
    kinds: ['close_down'],
    when: 'children are coupled to the point that are not closed down',
    broken: (asked) => openChildren(asked).length > 0,
    value: (asked) => openChildren(asked)[0]?.childId,
    english: (asked) => `children are coupled to the point: ${childIds(asked)}`,
    danish: (asked) => `der er child-målepunkter til målepunktet: ${childIds(asked)}`,
  },
  {
    code: 'RESOLUTION',
    field: 'resolution',
    kinds: ['update_master_data', 'change_resolution'],
    when: 'exchange of reactive energy is coupled to the point and is read by another resolution',
    broken: (asked) => asked.changes.resolution !== undefined && reactive(asked, 'resolution').length > 0,
    value: ({ changes }) => changes.resolution,
    english: (asked) => `${reactive(asked, 'resolution').join(', ')} must be read as its parent; decouple it first`,
    danish: (asked) =>
      `${reactive(asked, 'resolution').join(', ')} skal aflæses som sit parent-målepunkt; afkobl det først`,
  },
  {
    code: 'METERING_METHOD',
    field: 'metering_method',
    kinds: ['update_master_data', 'change_meter'],
    when: 'exchange of reactive energy is coupled to the point, which would no longer be physical',
    broken: (asked) => asked.changes.meteringMethod !== undefined && reactive(asked, 'method').length > 0,
    value: ({ changes }) => changes.meteringMethod,
    english: (asked) => `${reactive(asked, 'method').join(', ')} needs a physical parent; decouple it first`,
    danish: (asked) => `${reactive(asked, 'method').join(', ')} skal have et fysisk parent-målepunkt; afkobl det først`,
  },
]

function childIds(asked: Asked): string {
  return [...new Set(openChildren(asked).map(({ childId }) => childId))].join(', ')
}

// Only while the change lasts, and only what it makes wrong: a child that was imported otherwise stays as it is.
function reactive(asked: Asked, by: 'resolution' | 'method'): string[] {
  const { changes, history, day, inForce } = asked
  if (day === undefined || inForce === undefined) return []
  const field = by === 'resolution' ? 'resolution' : 'meteringMethod'
  const fits = ({ resolution }: PointMasterData, parent: Partial<PointMasterData>): boolean =>
    by === 'resolution' ? resolution === parent.resolution : parent.meteringMethod === 'physical'
  const children = openChildren(asked, changedNext(history, day, field))
    .filter(({ values }) => values.type === 'exchange_reactive_energy')
    .filter(({ values }) => fits(values, inForce) && !fits(values, changes))
  return [...new Set(children.map(({ childId }) => childId))]
}
