import type { Resolution } from '../kernel/index.ts'
import type { MeteringMethod, MeteringPointType, SettlementMethod } from '../market/index.ts'
import { DETAIL_FIELDS, detailsOf } from './details.ts'
import type { PointDetails } from './details.ts'

/** Where a metering point stands in its life (settlement 3.2). Readings count while it is connected or disconnected. */
export type ConnectionState = 'new' | 'connected' | 'disconnected' | 'closed_down'
/** Every connection state, in the order of a point's life. */
export const CONNECTION_STATES: readonly ConnectionState[] = ['new', 'connected', 'disconnected', 'closed_down']

/** Which residual of its grid area a point takes: a consumption point the loss, a production point its negative (settlement 1.2). */
export type LossRole = 'grid_loss' | 'system_correction'
/** Every loss role. */
export const LOSS_ROLES: readonly LossRole[] = ['grid_loss', 'system_correction']

/** What flows through the point. */
export type Product = 'active_energy' | 'reactive_energy'
/** Every product. */
export const PRODUCTS: readonly Product[] = ['active_energy', 'reactive_energy']

/** The unit in which the point is read. */
export type Unit = 'kWh' | 'kVArh' | 'MWh'
/** Every unit. */
export const UNITS: readonly Unit[] = ['kWh', 'kVArh', 'MWh']

/** How what a customer produces is set off against what he consumes (settlement 6.1); a code of the market, no number. */
export type NetSettlementGroup = '0' | '1' | '2' | '3' | '6' | '7' | '99'
/** Every net settlement group. */
export const NET_SETTLEMENT_GROUPS: readonly NetSettlementGroup[] = ['0', '1', '2', '3', '6', '7', '99']

/** How often the point is read: within the day, or once a month (VE production and analysis only, settlement 6.1). */
type PointResolution = Resolution | 'P1M'

/** What settlement and its neighbours read of a metering point from a market day on. NULL: it does not apply. */
export type PointValues = {
  readonly type: MeteringPointType
  /** consumption only */
  readonly settlementMethod: SettlementMethod | null
  readonly resolution: PointResolution
  readonly gridArea: string
  /** exchange only: the energy flows from this area */
  readonly fromGridArea: string | null
  /** exchange only: to this one */
  readonly toGridArea: string | null
  /** children only; one that is coupled to none has none */
  readonly parentId: string | null
  /** consumption and production only; a child has that of its parent */
  readonly energySupplierId: string | null
  readonly balanceResponsibleId: string | null
  readonly connectionState: ConnectionState
  readonly lossRole: LossRole | null
  readonly product: Product | null
  readonly unit: Unit
  /** consumption and production only */
  readonly netSettlementGroup: NetSettlementGroup | null
  /** `MMDD`, DD being 01: the settlement year of a group 6 point begins in this month; consumption only */
  readonly scheduledMeterReadingDate: string | null
  /** consumption only */
  readonly hasElectricalHeating: boolean | null
  /** the supply period that the statement lies in began with a customer moving in; consumption and production only */
  readonly isMoveIn: boolean | null
  readonly meteringMethod: MeteringMethod | null
}

/** All that is stated about a metering point from a market day on. */
export type PointMasterData = PointValues & PointDetails

/** One period of a metering point as it is, or was, known, without its details: market days `[validFrom, validTo)`, validTo derived. */
export type PointPeriod = PointValues & {
  readonly meteringPointId: string
  /** market day, `YYYY-MM-DD` */
  readonly validFrom: string
  /** market day on which the next period starts; null: open */
  readonly validTo: string | null
  /** the commit that stated it */
  readonly recordedSeq: bigint
}

type Optional =
  | 'settlementMethod'
  | 'fromGridArea'
  | 'toGridArea'
  | 'parentId'
  | 'energySupplierId'
  | 'balanceResponsibleId'
  | 'connectionState'
  | 'lossRole'
  | 'product'
  | 'unit'
  | 'netSettlementGroup'
  | 'scheduledMeterReadingDate'
  | 'hasElectricalHeating'
  | 'isMoveIn'
  | 'meteringMethod'

/**
 * A statement to be recorded: from this market day on, until the point's next statement, these values hold. What is left
 * out does not apply; a connection state left out is `connected`, a unit left out is `kWh` (kVArh for reactive energy).
 */
export type NewPointPeriod = Omit<PointValues, Optional> & {
  readonly [K in Optional]?: PointValues[K] | null | undefined
} & {
  readonly [K in keyof PointDetails]?: PointDetails[K] | undefined
} & {
  readonly meteringPointId: string
  /** market day, `YYYY-MM-DD` */
  readonly validFrom: string
  readonly tombstone?: false | undefined
}

/** Takes back what was stated from that market day on, so that the period before reaches further. */
type PointWithdrawal = {
  readonly meteringPointId: string
  /** market day of the statements that are withdrawn, `YYYY-MM-DD` */
  readonly validFrom: string
  readonly tombstone: true
}

/** What a writer may append. */
export type PointStatement = NewPointPeriod | PointWithdrawal

/** The complete values of a statement, with what was left out filled in. */
export function valuesOf(row: NewPointPeriod): PointMasterData {
  return {
    type: row.type,
    settlementMethod: row.settlementMethod ?? null,
    resolution: row.resolution,
    gridArea: row.gridArea,
    fromGridArea: row.fromGridArea ?? null,
    toGridArea: row.toGridArea ?? null,
    parentId: row.parentId ?? null,
    energySupplierId: row.energySupplierId ?? null,
    balanceResponsibleId: row.balanceResponsibleId ?? null,
    connectionState: row.connectionState ?? WHEN_LEFT_OUT,
    lossRole: row.lossRole ?? null,
    product: row.product ?? null,
    unit: row.unit ?? unitOf(row.type),
    netSettlementGroup: row.netSettlementGroup ?? null,
    scheduledMeterReadingDate: row.scheduledMeterReadingDate ?? null,
    hasElectricalHeating: row.hasElectricalHeating ?? null,
    isMoveIn: row.isMoveIn ?? null,
    meteringMethod: row.meteringMethod ?? null,
    ...detailsOf(row),
  }
}

const WHEN_LEFT_OUT: ConnectionState = 'connected'

function unitOf(type: MeteringPointType): Unit {
  return type === 'exchange_reactive_energy' ? 'kVArh' : 'kWh'
}

/** What a field is when a statement leaves it out. */
export function whenLeftOut(field: keyof PointMasterData, type: MeteringPointType): string | null {
  if (field === 'connectionState') return WHEN_LEFT_OUT
  return field === 'unit' ? unitOf(type) : null
}

/** Whether two statements say the same. */
export function sameValues(a: PointMasterData, b: PointMasterData): boolean {
  return POINT_FIELDS.every(([, field]) => a[field] === b[field])
}

/** Every field of a statement with the column that it is kept in, in the order of the table. */
export const POINT_FIELDS: readonly (readonly [column: string, field: keyof PointMasterData])[] = [
  ['type', 'type'],
  ['settlement_method', 'settlementMethod'],
  ['resolution', 'resolution'],
  ['grid_area', 'gridArea'],
  ['from_grid_area', 'fromGridArea'],
  ['to_grid_area', 'toGridArea'],
  ['parent_id', 'parentId'],
  ['energy_supplier_id', 'energySupplierId'],
  ['balance_responsible_id', 'balanceResponsibleId'],
  ['connection_state', 'connectionState'],
  ['loss_role', 'lossRole'],
  ['product', 'product'],
  ['unit', 'unit'],
  ['net_settlement_group', 'netSettlementGroup'],
  ['scheduled_meter_reading_date', 'scheduledMeterReadingDate'],
  ['has_electrical_heating', 'hasElectricalHeating'],
  ['is_move_in', 'isMoveIn'],
  ['metering_method', 'meteringMethod'],
  ...DETAIL_FIELDS,
]

/** The columns of a statement. */
export const POINT_COLUMNS: readonly string[] = POINT_FIELDS.map(([column]) => column)

/** The fields that are true or false. */
export const TRUTH_FIELDS: ReadonlySet<keyof PointMasterData> = new Set<keyof PointMasterData>([
  'hasElectricalHeating',
  'isMoveIn',
  'productionObligation',
  'isActualAddress',
])

/** The field that a column keeps; undefined: none of that name. */
export function fieldOfColumn(column: string): keyof PointMasterData | undefined {
  return BY_COLUMN.get(column)
}

/** The column that keeps a field. */
export function columnOfField(field: keyof PointMasterData): string {
  const column = BY_FIELD.get(field)
  if (column === undefined) throw new Error(`no column keeps ${field}`)
  return column
}

const BY_COLUMN = new Map(POINT_FIELDS)
const BY_FIELD = new Map(POINT_FIELDS.map(([column, field]) => [field, column]))
