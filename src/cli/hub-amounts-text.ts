import type { HubAmounts, HubArea, HubCharge } from '../reconciliation/index.ts'
import { table } from './output.ts'

/** Whether something that the hub states does not add up, or was not sent. */
export function differs({ areas }: HubAmounts): boolean {
  return areas.some((area) => isDifferent(area.difference) || area.charges.some((one) => isDifferent(one.difference)))
}

// Absent is not zero: what was not sent differs.
function isDifferent(difference: string | null): boolean {
  return difference === null || /[1-9]/.test(difference)
}

/** Amounts of a month as a person reads them. */
export function hubAmountsText({ month, energySupplierId, areas, total }: HubAmounts): string {
  return [
    `Amounts of ${energySupplierId} in ${month} as the hub states them, DKK without VAT: ${total}`,
    ...areas.map(areaText),
  ].join('\n\n')
}

function areaText(area: HubArea): string {
  const { gridArea, process, correction, version, charges, chargesAmount, total, difference } = area
  const of = correction === null ? process : `${process} ${correction}`
  const sum = total === null ? 'no total was sent' : `total ${total}, less its charges ${difference ?? ''}`
  const header = ['type', 'charge', 'owner', 'quantity', 'unit', 'hours and days', 'month', 'difference', 'unknown']
  return [
    `area ${gridArea}, ${of}, version ${version}: charges ${chargesAmount}, ${sum}`,
    table(header, charges.map(chargeRow)),
  ].join('\n')
}

function chargeRow(charge: HubCharge): string[] {
  return [
    charge.chargeType,
    charge.chargeCode,
    charge.chargeOwnerId,
    charge.quantity ?? 'none',
    charge.unit,
    charge.rowsAmount ?? 'none',
    charge.amount ?? 'none',
    charge.difference ?? 'none',
    String(charge.unknown),
  ]
}
