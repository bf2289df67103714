import { finding, parseActorId, parseGridArea } from '../kernel/index.ts'
import type { Finding, Result, Where } from '../kernel/index.ts'
import { isMeteringPointType, isSettlementMethod } from '../market/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { CONNECTION_STATES, LOSS_ROLES, PRODUCTS, UNITS } from './model.ts'
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
  keepFault(findings, parseGridArea(v.gridArea, place('grid_area')))
  if (v.fromGridArea !== null) keepFault(findings, parseGridArea(v.fromGridArea, place('from_grid_area')))
  if (v.toGridArea !== null) keepFault(findings, parseGridArea(v.toGridArea, place('to_grid_area')))
  if (v.parentId !== null) keepFault(findings, profile.parseMeteringPointId(v.parentId, place('parent_id')))
  if (v.energySupplierId !== null) keepFault(findings, parseActorId(v.energySupplierId, place('energy_supplier_id')))
  if (v.balanceResponsibleId !== null)
    keepFault(findings, parseActorId(v.balanceResponsibleId, place('balance_responsible_id')))
  return findings
}

function keepFault(findings: Finding[], parsed: Result<unknown, Finding>): void {
  if (!parsed.ok) findings.push(parsed.error)
}
