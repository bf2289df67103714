import { said, type PlainValues } from './plain-point.ts'

/** A fault by the market's code and the field that is at fault. */
export type PlainFault = `${string} ${string}`

const ACCOUNTING = ['consumption', 'production']
const CHILDREN_OF = {
  consumption: ['supply_to_grid', 'own_production'],
  production: ['supply_to_grid', 'own_production'],
  exchange: ['exchange_reactive_energy'],
}

/** What settlement 6.1 forbids a point to be on a day, as far as the processes of these tests can bring it about. */
export function faultsOfDay(v: PlainValues, parent: PlainValues | undefined): Set<PlainFault> {
  const faults = new Set<PlainFault>()
  const fault = (broken: boolean, code: string, field: string): void => {
    if (broken) faults.add(`${code} ${field}`)
  }
  const has = (field: string): boolean => said(v, field) !== null
  const type = String(v['type'])
  const isAccounting = ACCOUNTING.includes(type)
  const isChild = Object.values(CHILDREN_OF).flat().includes(type)
  const inUse = ['connected', 'disconnected'].includes(String(v['connectionState']))
  const isPhysical = said(v, 'meteringMethod') === 'physical'
  fault((type === 'consumption') !== has('settlementMethod'), 'D15', 'settlementMethod')
  fault(isAccounting && inUse && !has('energySupplierId'), 'D36', 'energySupplierId')
  fault(!isAccounting && has('energySupplierId'), 'D36', 'energySupplierId')
  fault(!isAccounting && has('balanceResponsibleId'), 'D36', 'balanceResponsibleId')
  fault(isAccounting && has('energySupplierId') !== has('balanceResponsibleId'), 'E18', 'balanceResponsibleId')
  fault(!isChild && has('parentId'), 'D18', 'parentId')
  fault(said(v, 'lossRole') === 'grid_loss' && said(v, 'settlementMethod') !== 'flex', 'LOSS_ROLE', 'lossRole')
  fault(said(v, 'lossRole') === 'system_correction' && type !== 'production', 'LOSS_ROLE', 'lossRole')
  fault(!has('meteringMethod'), 'D64', 'meteringMethod')
  fault(type === 'exchange_reactive_energy' && has('meteringMethod') && !isPhysical, 'D37', 'meteringMethod')
  fault(has('meteringMethod') && isPhysical !== has('meterNumber'), 'D31', 'meterNumber')
  fault((type === 'production') !== has('productionObligation'), 'D02', 'productionObligation')
  fault(!isAccounting && has('isMoveIn'), 'D02', 'isMoveIn')
  fault(isAccounting && !has('city'), 'E86', 'city')
  fault(String(said(v, 'city') ?? '').length > 25, 'E86', 'city')
  fault(isAccounting && !has('netSettlementGroup'), 'D62', 'netSettlementGroup')
  if (has('parentId')) for (const each of faultsOfChild(v, parent)) faults.add(each)
  return faults
}

/** What is wrong between a child and its parent on a day; a child that is closed down is nobody's business. */
export function faultsOfChild(v: PlainValues, parent: PlainValues | undefined): PlainFault[] {
  if (v['connectionState'] === 'closed_down') return []
  if (parent === undefined) return ['E10 parentId']
  const faults: PlainFault[] = []
  const type = String(v['type'])
  const children: Partial<Record<string, string[]>> = CHILDREN_OF
  if (children[String(parent['type'])]?.includes(type) !== true) faults.push('D18 parentId')
  if (said(parent, 'gridArea') !== said(v, 'gridArea')) faults.push('D46 parentId')
  if (parent['connectionState'] === 'closed_down') faults.push('D16 parentId')
  if (type === 'exchange_reactive_energy') {
    if (said(parent, 'resolution') !== said(v, 'resolution')) faults.push('D53 resolution')
    if (said(parent, 'meteringMethod') !== 'physical') faults.push('D37 parentId')
  }
  if (type === 'own_production' && said(parent, 'meteringMethod') !== said(v, 'meteringMethod'))
    faults.push('D37 meteringMethod')
  return faults
}
