import { DETAIL_FIELDS } from '../details.ts'
import type { ConnectionState, PointMasterData } from '../model.ts'

/** Every process that changes a metering point (settlement 6.1, datahub 3.1). */
export const PROCESS_KINDS = [
  'create',
  'connect',
  'disconnect',
  'reconnect',
  'close_down',
  'update_master_data',
  'change_settlement_method',
  'change_production_obligation',
  'change_resolution',
  'change_parent',
  'change_meter',
  'change_energy_supplier',
  'assign_loss_role',
  'cancel',
] as const
/** A process that changes a metering point. */
export type ProcessKind = (typeof PROCESS_KINDS)[number]

/** What a process is: who may ask for it, when, from which state, and what it changes. */
export type ProcessDefinition = {
  /** number of the business process; null: the market has none for it */
  readonly brs: string | null
  /** reason code of its documents; null: it has none */
  readonly reasonCode: string | null
  /** market roles that may ask for it; the operator of the hub (DGL) may ask for any */
  readonly senders: readonly string[]
  /** whether the sender must be the grid company of the point's area */
  readonly isOfGridCompany: boolean
  /** states from which it starts; none: the point does not exist before */
  readonly from: readonly ConnectionState[]
  /** the state that it leads to; null: it leaves the state alone */
  readonly to: ConnectionState | null
  /** the fields that it may state */
  readonly fields: readonly (keyof PointMasterData)[]
  /** how many days before today, and after it, its effective date may lie (settlement 6.1: 721 days back) */
  readonly daysBack: number
  readonly daysAhead: number
}

const DAYS_BACK = 721
// settlement 6.1 gives no limit for what is planned; a change of supplier may be a year ahead (datahub 3.1).
const DAYS_AHEAD = 365

const OPEN: readonly ConnectionState[] = ['new', 'connected', 'disconnected']

/** Fields that say what a point is and where it lies: stated when it is created, and never again. */
const IDENTITY: readonly (keyof PointMasterData)[] = ['type', 'gridArea', 'fromGridArea', 'toGridArea']

/** Fields that the grid company maintains: the obligation is the system operator's. */
const MASTER_DATA: readonly (keyof PointMasterData)[] = [
  'settlementMethod',
  'resolution',
  'parentId',
  'product',
  'unit',
  'netSettlementGroup',
  'scheduledMeterReadingDate',
  'hasElectricalHeating',
  'meteringMethod',
  ...DETAIL_FIELDS.map(([, field]) => field).filter((field) => field !== 'productionObligation'),
]

const ofGridCompany = {
  brs: '006',
  reasonCode: 'E32',
  senders: ['DDM'],
  isOfGridCompany: true,
  from: OPEN,
  to: null,
  fields: [],
  daysBack: DAYS_BACK,
  daysAhead: DAYS_AHEAD,
} as const satisfies ProcessDefinition

/** Every process by its name. */
export const PROCESSES: Readonly<Record<ProcessKind, ProcessDefinition>> = {
  create: {
    ...ofGridCompany,
    brs: '004',
    reasonCode: 'E02',
    from: [],
    to: 'new',
    fields: [...IDENTITY, ...MASTER_DATA, 'productionObligation'],
    daysAhead: 0,
  },
  connect: { ...ofGridCompany, brs: '008', reasonCode: 'D15', from: ['new'], to: 'connected' },
  disconnect: { ...ofGridCompany, brs: '013', reasonCode: 'E79', from: ['connected'], to: 'disconnected' },
  reconnect: { ...ofGridCompany, brs: '013', reasonCode: 'E79', from: ['disconnected'], to: 'connected' },
  close_down: { ...ofGridCompany, brs: '007', reasonCode: 'D14', to: 'closed_down' },
  update_master_data: { ...ofGridCompany, fields: MASTER_DATA, daysAhead: 0 },
  change_settlement_method: { ...ofGridCompany, fields: ['settlementMethod'] },
  change_production_obligation: {
    ...ofGridCompany,
    brs: '036',
    reasonCode: 'D39',
    senders: ['EZ'],
    isOfGridCompany: false,
    fields: ['productionObligation'],
  },
  change_resolution: { ...ofGridCompany, fields: ['resolution'] },
  change_parent: { ...ofGridCompany, fields: ['parentId'] },
  change_meter: { ...ofGridCompany, fields: ['meterNumber', 'meteringMethod'] },
  change_energy_supplier: {
    ...ofGridCompany,
    brs: null,
    reasonCode: null,
    senders: [],
    isOfGridCompany: false,
    fields: ['energySupplierId', 'balanceResponsibleId', 'isMoveIn'],
  },
  assign_loss_role: {
    ...ofGridCompany,
    brs: null,
    reasonCode: null,
    senders: [],
    isOfGridCompany: false,
    fields: ['lossRole'],
  },
  cancel: { ...ofGridCompany, brs: null, reasonCode: null, senders: ['DDM', 'EZ'], isOfGridCompany: false },
}

/** Days ahead for which a capacity settlement point may be created (datahub 3.1, BRS-004). */
export const CAPACITY_DAYS_AHEAD = 150

/** Whether a text is the name of a process. */
export function isProcessKind(text: string): text is ProcessKind {
  return (PROCESS_KINDS as readonly string[]).includes(text)
}
