import { QUALITIES } from '../../../kernel/index.ts'
import { slots, textLiteral } from '../../../platform/index.ts'
import type { ChargeRelations } from '../../wholesale/wholesale-relations.ts'
import { areaList } from '../../models/area-list.ts'
import { q } from '../../models/columns.ts'
import { AMOUNT_MASKS, AMOUNT_SLOTS, inHours } from '../../wholesale/amount-columns.ts'

/** A charge whose slot is asked for. */
export interface PartCharge {
  readonly chargeCode: string
  readonly chargeType: string
  readonly chargeOwnerId: string
  readonly gridArea: string
  /** first instant of the slot, epoch milliseconds */
  readonly atMs: number
}

/**
 * Model link_slice: links of a charge in one area cut to the periods of their points, those in which the slot begins
 * (settlement 2.1). Grain: (metering_point_id, link_from_ms). Columns of the point's period; link_from_ms, link_to_ms; factor,
 * how many times the charge applies.
 */
export function linkSliceSql(
  { charge, chargeLink }: ChargeRelations,
  pointPeriod: string,
  { chargeCode, chargeType, chargeOwnerId, gridArea, atMs }: PartCharge,
): string {
  const isCharge = `c.charge_code = ${textLiteral(chargeCode)} and c.charge_type = ${textLiteral(chargeType)} and c.charge_owner_id = ${textLiteral(chargeOwnerId)}`
  return `select * from (select t.*, greatest(l.from_ms, t.from_ms) as link_from_ms, least(l.to_ms, t.to_ms) as link_to_ms, l.quantity as factor
    from ${chargeLink} as l join ${charge} as c on c.charge_no = l.charge_no
    join ${pointPeriod} as t on t.metering_point_id = l.metering_point_id
    where ${isCharge} and t.type <> 'exchange' and t.grid_area in (${areaList([gridArea])})) as slice
  where link_from_ms <= ${atMs} and ${atMs} < link_to_ms order by metering_point_id, link_from_ms`
}

/**
 * Model point_piece of slices on one day, each point with a set of tariffs of its own: so the engine's sums by set of
 * tariffs are sums by point. Columns as in point-piece.ts.
 */
export function slicePieceSql(slices: string, day: { readonly startMs: number; readonly endMs: number }): string {
  return `select series_id, metering_point_id, type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area,
    energy_supplier_id, balance_responsible_id, greatest(link_from_ms, ${day.startMs}) as from_ms, least(link_to_ms, ${day.endMs}) as to_ms,
    metering_point_id as link_key
  from ${slices} as s order by metering_point_id, link_from_ms`
}

/** Model link_set of these pieces: see link-sets.ts. */
export function pointSetSql(pieces: string): string {
  return `select cast(row_number() over (order by link_key) as INTEGER) as link_set, link_key
    from (select distinct link_key from ${pieces} as p) as own order by link_set`
}

const SLICE =
  's.metering_point_id, s.energy_supplier_id, s.type, s.settlement_method, s.link_from_ms, s.link_to_ms, s.factor'
const NONE = QUALITIES.map((quality) => `false as is_${quality}`).join(', ')

/**
 * Model amount_part of a tariff: what each slice gives to the quantity of the slot, kWh before it is rounded. Grain:
 * (metering_point_id, link_from_ms). read_as PT15M or PT1H; quantity DECIMAL(28,6); is_loss: it is what the point is given of
 * the grid loss; is_missing, is_estimated, is_measured, is_calculated.
 * @param slot of an hourly tariff, counted from 0; undefined: of a daily one, which is the whole day
 */
export function tariffPartSql(
  relations: {
    readonly slices: string
    readonly chargedEnergyDay: string
    readonly linkSet: string
    readonly gridLossPoint: string
  },
  slot: number | undefined,
): string {
  const { slices, chargedEnergyDay, linkSet, gridLossPoint } = relations
  const whole = slots(AMOUNT_SLOTS, (k) => `coalesce(e.${q(k)}, 0)`, ' + ')
  const value = slot === undefined ? whole : `e.${q(slot)}`
  const is = (mask: string): string => (slot === undefined ? `e.${mask} <> 0` : inHours(`e.${mask}`, slot))
  const masks = AMOUNT_MASKS.filter((mask) => mask !== 'present_0').map(
    (mask) => `${is(mask)} as is_${mask.slice(0, -2)}`,
  )
  return `select ${SLICE}, s.resolution as read_as, cast(${value} as DECIMAL(28,6)) as quantity,
    s.metering_point_id in (select metering_point_id from ${gridLossPoint} as l) as is_loss, ${masks.join(', ')}
  from ${slices} as s join ${linkSet} as k on k.link_key = s.metering_point_id
  join ${chargedEnergyDay} as e on e.link_set = k.link_set and e.energy_supplier_id is not distinct from s.energy_supplier_id
    and e.type = s.type and e.settlement_method is not distinct from s.settlement_method
  where ${is('present_0')} order by s.metering_point_id, s.link_from_ms`
}

/** Model amount_part of a subscription or a fee: how many times each slice counts. Columns as of tariffs. */
export function unitPartSql(slices: string): string {
  return `select ${SLICE}, s.resolution as read_as, cast(s.factor as DECIMAL(28,6)) as quantity, false as is_loss, ${NONE}
    from ${slices} as s order by s.metering_point_id, s.link_from_ms`
}
