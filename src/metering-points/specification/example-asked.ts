import { pointId, supplierId } from '../example-points.ts'
import { askedOf, type Asked } from '../processes/asked.ts'
import {
  asked,
  CHILD,
  COMPANY,
  CONSUMPTION,
  EXCHANGE,
  OPERATOR,
  OTHER_COMPANY,
  PRODUCTION,
} from '../processes/example-processes.ts'
import type { ProcessRequest } from '../processes/request.ts'
import { groundWith, type KnownPoints } from './example-ground.ts'
import { complete } from './example-versions.ts'

/** A process as its rules look at it, and what is wrong with it: our codes with their columns or fields. */
export type AskedExample = { readonly asked: Asked; readonly faults: readonly string[] }

const SUPPLIED = { energySupplierId: supplierId(1), balanceResponsibleId: '5790000000036' } as const
const NEW = complete(CONSUMPTION)
const CONNECTED = complete({ ...CONSUMPTION, ...SUPPLIED, connectionState: 'connected' })
const DISCONNECTED = { ...CONNECTED, connectionState: 'disconnected' } as const
const CLOSED = { ...CONNECTED, connectionState: 'closed_down' } as const
const GROUP_6 = { ...CONNECTED, netSettlementGroup: '6', scheduledMeterReadingDate: '0401' } as const
const BORDER = complete({ ...EXCHANGE, connectionState: 'connected' })
const CHILD_OF_1 = complete({ ...CHILD, parentId: pointId(1) })
const REACTIVE = complete({ ...CHILD, type: 'exchange_reactive_energy', resolution: 'PT1H', parentId: pointId(1) })

const START = '2026-01-01'
const DAY = '2026-06-01'
const point = (values: typeof NEW): KnownPoints => ({ 1: { [START]: values } })
const OBLIGED = { sender: { actorId: '5790000432752', role: 'EZ' } } as const

function faulty(known: KnownPoints, request: ProcessRequest, ...faults: readonly string[]): AskedExample {
  return { asked: askedOf(request, groundWith(known)), faults }
}

/** Processes of which each breaks what it says, and nothing else. */
export const BROKEN_PROCESSES: readonly AskedExample[] = [
  faulty(
    {},
    { ...asked('create', 1, DAY, CONSUMPTION), meteringPointId: '570000000000000012' },
    'GSRN metering_point_id',
  ),
  faulty(
    {},
    { ...asked('create', 1, DAY, CONSUMPTION), meteringPointId: '170000000000000012' },
    'GSRN metering_point_id',
  ),
  faulty(point(CLOSED), asked('create', 1, DAY, CONSUMPTION), 'ID_USED metering_point_id'),
  faulty({ 1: { [START]: null } }, asked('create', 1, DAY, CONSUMPTION), 'ID_USED metering_point_id'),
  faulty(point(NEW), asked('connect', 1, ''), 'DATE_MISSING effective_date'),
  faulty(point(NEW), asked('connect', 1, '2026-02-30'), 'DATE_MISSING effective_date'),
  faulty(point(NEW), asked('connect', 1, '2026-05-31T23:00:00Z'), 'DATE_WINDOW effective_date'),
  faulty({ 1: { '2020-01-01': NEW } }, asked('connect', 1, '2024-06-23'), 'DATE_WINDOW effective_date'),
  faulty(point(CONNECTED), asked('update_master_data', 1, '2026-06-16'), 'DATE_WINDOW effective_date'),
  faulty(point(NEW), asked('connect', 1, '2027-06-16'), 'DATE_WINDOW effective_date'),
  faulty({}, asked('connect', 1, DAY), 'POINT_UNKNOWN metering_point_id'),
  faulty(point(NEW), asked('connect', 1, '2025-12-31'), 'POINT_UNKNOWN metering_point_id'),
  faulty(
    point(NEW),
    asked('connect', 1, DAY, {}, { sender: { actorId: COMPANY, role: 'DDQ' } }),
    'SENDER_NOT_RESPONSIBLE sender',
  ),
  faulty(
    point(NEW),
    asked('connect', 1, DAY, {}, { sender: { actorId: OTHER_COMPANY, role: 'DDM' } }),
    'SENDER_NOT_RESPONSIBLE sender',
  ),
  faulty(
    point(NEW),
    asked('change_energy_supplier', 1, DAY, { ...SUPPLIED, energySupplierId: COMPANY }, OPERATOR),
    'ACTOR_UNKNOWN energy_supplier_id',
    'ACTOR_UNKNOWN balance_responsible_id',
  ),
  faulty({}, asked('create', 1, DAY, { ...CHILD, type: 'electrical_heating' }), 'TYPE_NOT_CREATED type'),
  faulty({}, asked('create', 1, DAY, { ...CHILD, type: 'not_used' }), 'TYPE_NOT_CREATED type'),
  faulty(point(NEW), asked('update_master_data', 1, DAY, { type: 'production' }), 'TYPE_CHANGED type'),
  faulty(point(NEW), asked('update_master_data', 1, DAY, { gridArea: '802' }), 'AREA_FIXED grid_area'),
  faulty(point(NEW), asked('update_master_data', 1, DAY, { connectionState: 'connected' }), 'STATE connection_state'),
  faulty(
    point(CONNECTED),
    asked('update_master_data', 1, DAY, { energySupplierId: supplierId(2) }),
    'SUPPLIER energy_supplier_id',
  ),
  faulty(point(CONNECTED), asked('disconnect', 1, DAY, { city: 'Odense' }), 'FIELD_NOT_IN_PROCESS stated'),
  faulty(
    point(GROUP_6),
    asked('update_master_data', 1, DAY, { scheduledMeterReadingDate: '0501' }),
    'SCHEDULED_FIXED scheduled_meter_reading_date',
  ),
  faulty(
    point(CONNECTED),
    asked('change_settlement_method', 1, DAY, { settlementMethod: 'flex' }),
    'SETTLEMENT_METHOD settlement_method',
  ),
  faulty(point(CONNECTED), asked('change_resolution', 1, DAY), 'RESOLUTION resolution'),
  faulty(point(CONNECTED), asked('change_meter', 1, DAY), 'METER_NUMBER meter_number'),
  faulty(point(CONNECTED), asked('change_parent', 1, DAY, { parentId: pointId(2) }), 'PARENT_TYPE parent_id'),
  faulty(point(complete(CHILD)), asked('change_parent', 1, DAY), 'PARENT parent_id'),
  faulty(
    point(CONNECTED),
    asked('change_energy_supplier', 1, DAY, { isMoveIn: true }, OPERATOR),
    'SUPPLIER energy_supplier_id',
  ),
  faulty(
    point(complete(PRODUCTION)),
    asked('change_production_obligation', 1, DAY, {}, OBLIGED),
    'PRODUCTION_OBLIGATION production_obligation',
  ),
  faulty(point(CONNECTED), asked('assign_loss_role', 1, DAY, {}, OPERATOR), 'LOSS_ROLE loss_role'),
  faulty(point(CONNECTED), asked('connect', 1, DAY), 'STATE connection_state'),
  faulty(point(NEW), asked('disconnect', 1, DAY), 'STATE connection_state'),
  faulty(point(CONNECTED), asked('reconnect', 1, DAY), 'STATE connection_state'),
  faulty(point(CLOSED), asked('close_down', 1, DAY), 'STATE connection_state'),
  faulty({ 1: { [START]: NEW, '2026-06-10': CONNECTED } }, asked('connect', 1, DAY), 'STATE connection_state'),
  faulty(
    point(complete({ ...CHILD, meteringMethod: 'virtual', meterNumber: null })),
    asked('connect', 1, DAY),
    'METERING_METHOD metering_method',
  ),
  faulty(point({ ...REACTIVE, parentId: null }), asked('connect', 1, DAY), 'PARENT parent_id'),
  faulty(
    { ...point(CONNECTED), 2: { [START]: CHILD_OF_1 } },
    asked('close_down', 1, DAY),
    'CHILDREN_OPEN connection_state',
  ),
  faulty(
    { ...point(BORDER), 2: { [START]: REACTIVE } },
    asked('change_resolution', 1, DAY, { resolution: 'PT15M' }),
    'RESOLUTION resolution',
  ),
  faulty(
    { ...point(BORDER), 2: { [START]: REACTIVE } },
    asked('change_meter', 1, DAY, { meteringMethod: 'virtual', meterNumber: null }),
    'METERING_METHOD metering_method',
  ),
]

/** Processes that nothing is wrong with, many of them at the edge. */
export const SOUND_PROCESSES: readonly AskedExample[] = [
  faulty({}, asked('create', 1, '2024-06-24', CONSUMPTION)),
  faulty({}, asked('create', 1, '2026-06-15', CONSUMPTION, OPERATOR)),
  faulty({}, asked('create', 1, '2026-11-12', { ...CHILD, type: 'capacity_settlement' })),
  faulty(point(NEW), asked('connect', 1, '2027-06-15')),
  faulty(point(NEW), asked('connect', 1, START)),
  faulty(point(CONNECTED), asked('disconnect', 1, DAY, { city: CONNECTED.city, type: 'consumption' })),
  faulty({ 1: { [START]: CONNECTED, '2026-07-01': CLOSED } }, asked('disconnect', 1, DAY)),
  faulty(point(DISCONNECTED), asked('reconnect', 1, DAY)),
  faulty(point(NEW), asked('close_down', 1, DAY)),
  faulty(
    { ...point(CONNECTED), 2: { [START]: CHILD_OF_1, [DAY]: { ...CHILD_OF_1, parentId: null } } },
    asked('close_down', 1, DAY),
  ),
  faulty(point(GROUP_6), asked('update_master_data', 1, DAY, { scheduledMeterReadingDate: '0401' })),
  faulty(
    point(GROUP_6),
    asked('update_master_data', 1, DAY, { netSettlementGroup: '2', scheduledMeterReadingDate: null }),
  ),
  faulty(point(CONNECTED), asked('change_settlement_method', 1, DAY, { settlementMethod: 'non_profiled' })),
  faulty(point(CONNECTED), asked('change_resolution', 1, DAY, { resolution: 'PT1H' })),
  faulty(point(complete(CHILD)), asked('change_parent', 1, DAY, { parentId: null })),
  faulty(
    point(NEW),
    asked('change_energy_supplier', 1, DAY, { energySupplierId: null, balanceResponsibleId: null }, OPERATOR),
  ),
  faulty(point(CONNECTED), asked('assign_loss_role', 1, DAY, { lossRole: 'grid_loss' }, OPERATOR)),
  faulty(
    point(complete(PRODUCTION)),
    asked('change_production_obligation', 1, DAY, { productionObligation: true }, OBLIGED),
  ),
]
