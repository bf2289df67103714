import { pointId } from '../example-points.ts'
import type { PointMasterData } from '../model.ts'
import { CHILD, CONSUMPTION, EXCHANGE } from '../processes/example-processes.ts'
import { overlaid } from '../processes/timeline.ts'
import { versionOf, type Surroundings, type Version } from '../rules/history-rules.ts'
import { groundWith, type KnownPoints } from './example-ground.ts'
import { complete } from './example-versions.ts'

/** A version among what is known, and what is wrong with it there: our codes with their columns. */
export type HistoryExample = { readonly version: Version; readonly faults: readonly string[] }

const DAY = '2026-06-01'
const SUPPLIED = { energySupplierId: '5790000000036', balanceResponsibleId: '5790000000036' } as const
const CONSUMER = complete({ ...CONSUMPTION, ...SUPPLIED, connectionState: 'connected' })
const CLOSED = { ...CONSUMER, connectionState: 'closed_down' } as const
const BORDER = complete(EXCHANGE)
const BELOW_1 = complete({ ...CHILD, parentId: pointId(1) })
const REACTIVE = complete({
  ...CHILD,
  type: 'exchange_reactive_energy',
  resolution: 'PT1H',
  product: 'reactive_energy',
  unit: 'kVArh',
  powerPlantId: null,
  parentId: pointId(1),
})
const OWN = complete({ ...CHILD, type: 'own_production', parentId: pointId(1) })
const virtual = { meteringMethod: 'virtual', meterNumber: null } as const

/** The second example point from DAY on as `values`, among these points. */
function among(known: KnownPoints, values: PointMasterData, ...faults: readonly string[]): HistoryExample {
  const ground = groundWith(known)
  const id = pointId(2)
  const after = overlaid(ground.historyOf(id), new Map([[DAY, values]]))
  const around: Surroundings = {
    historyOf: (other) => (other === id ? after : ground.historyOf(other)),
    isNew: (other, day) => other === id && day === DAY,
    wasKnown: () => false,
    areaExistsOn: (code, day) => ground.gridCompanyOf(code, day) !== undefined,
  }
  return { version: versionOf(id, DAY, values, around), faults }
}

/** Versions of which each breaks what it says, and nothing else. */
export const BROKEN_HISTORIES: readonly HistoryExample[] = [
  among({ 2: { '2026-01-01': BORDER } }, CONSUMER, 'TYPE_CHANGED type'),
  among({ 2: { '2026-01-01': CONSUMER, '2026-05-01': CLOSED } }, CONSUMER, 'POINT_CLOSED connection_state'),
  among({ 2: { '2026-01-01': CONSUMER, '2026-07-01': CONSUMER } }, CLOSED, 'POINT_CLOSED connection_state'),
  among({}, BELOW_1, 'PARENT_UNKNOWN parent_id'),
  among({ 1: { '2026-06-02': CONSUMER } }, BELOW_1, 'PARENT_UNKNOWN parent_id'),
  among({ 1: { '2026-01-01': BORDER } }, BELOW_1, 'PARENT_TYPE parent_id'),
  among({ 1: { '2026-01-01': { ...CONSUMER, gridArea: '802' } } }, BELOW_1, 'PARENT_AREA parent_id'),
  among({ 1: { '2026-01-01': CLOSED } }, BELOW_1, 'PARENT_CLOSED parent_id'),
  among({ 1: { '2026-01-01': { ...BORDER, resolution: 'PT15M' } } }, REACTIVE, 'RESOLUTION resolution'),
  among({ 1: { '2026-01-01': { ...BORDER, ...virtual } } }, REACTIVE, 'METERING_METHOD parent_id'),
  among({ 1: { '2026-01-01': { ...CONSUMER, ...virtual } } }, OWN, 'METERING_METHOD metering_method'),
  among({}, { ...CONSUMER, gridArea: '899' }, 'GRID_AREA_UNKNOWN grid_area'),
  among({}, { ...BORDER, fromGridArea: '899' }, 'GRID_AREA_UNKNOWN from_grid_area'),
  among({}, { ...BORDER, toGridArea: '899' }, 'GRID_AREA_UNKNOWN to_grid_area'),
]

/** Versions that nothing is wrong with. */
export const SOUND_HISTORIES: readonly HistoryExample[] = [
  among({}, CONSUMER),
  among({ 2: { '2026-01-01': CONSUMER } }, CLOSED),
  among({ 2: { '2026-01-01': CONSUMER, '2026-05-01': null, '2026-07-01': null } }, CLOSED),
  among({ 1: { '2026-06-01': CONSUMER } }, BELOW_1),
  among({ 1: { '2026-01-01': CONSUMER } }, OWN),
  among({ 1: { '2026-01-01': BORDER } }, REACTIVE),
  // Whoever is closed down needs no parent, and one that stands alone neither.
  among({ 1: { '2026-01-01': CLOSED } }, { ...BELOW_1, connectionState: 'closed_down' }),
  among({}, { ...BELOW_1, parentId: null }),
  // One that is no grid area by its form is refused by its form alone.
  among({}, { ...CONSUMER, gridArea: '80' }),
]
