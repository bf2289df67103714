import { finding, parseActorId, parseGridArea } from '../kernel/index.ts'
import type { Finding, Result, Where } from '../kernel/index.ts'
import { isMeteringPointType, isSettlementMethod, METERING_METHODS } from '../market/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { CONNECTION_STATES, LOSS_ROLES, NET_SETTLEMENT_GROUPS, PRODUCTS, UNITS } from './model.ts'
import type { PointValues } from './model.ts'

/**
 * Values that are no word of the market or no identifier, each with its place. The values may come from outside, whatever
 * their types say.
 * @param place where a field stands
 */
export function wordFaults(v: PointValues, profile: MarketProfile, place: (field: string) => Where): Finding[] {
  const findings: Finding[] = []
  const word = (field: string, value: string | null, allowed: readonly string[]): void => {
    if (value === null || allowed.includes(value)) return
    findings.push(finding('FIELD_INVALID', `'${value}' is not one of ${allowed.join(', ')}`, place(field)))
  }
  if (!isMeteringPointType(v.type))
    findings.push(finding('FIELD_INVALID', `'${String(v.type)}' is not a metering point type`, place('type')))
  if (v.settlementMethod !== null && !isSettlementMethod(v.settlementMethod))
    word('settlement_method', v.settlementMethod, ['flex', 'non_profiled'])
  word('resolution', v.resolution, [...profile.resolutions, 'P1M'])
  word('connection_state', v.connectionState, CONNECTION_STATES)
  word('loss_role', v.lossRole, LOSS_ROLES)
  word('product', v.product, PRODUCTS)
  word('unit', v.unit, UNITS)
  word('net_settlement_group', v.netSettlementGroup, NET_SETTLEMENT_GROUPS)
  word('metering_method', v.meteringMethod, METERING_METHODS)
  if (v.scheduledMeterReadingDate !== null && !FIRST_OF_A_MONTH.test(v.scheduledMeterReadingDate)) {
    const said = `'${v.scheduledMeterReadingDate}' is not the first of a month, MM01`
    findings.push(finding('FIELD_INVALID', said, place('scheduled_meter_reading_date')))
  }
  keepFault(findings, parseGridArea(v.gridArea, place('grid_area')))
  if (v.fromGridArea !== null) keepFault(findings, parseGridArea(v.fromGridArea, place('from_grid_area')))
  if (v.toGridArea !== null) keepFault(findings, parseGridArea(v.toGridArea, place('to_grid_area')))
  if (v.parentId !== null) keepFault(findings, profile.parseMeteringPointId(v.parentId, place('parent_id')))
  if (v.energySupplierId !== null) keepFault(findings, parseActorId(v.energySupplierId, place('energy_supplier_id')))
  if (v.balanceResponsibleId !== null)
    keepFault(findings, parseActorId(v.balanceResponsibleId, place('balance_responsible_id')))
  return findings
}

// settlement 6.1: MMDD with day 01.
const FIRST_OF_A_MONTH = /^(0[1-9]|1[0-2])01$/

function keepFault(findings: Finding[], parsed: Result<unknown, Finding>): void {
  if (!parsed.ok) findings.push(parsed.error)
}
