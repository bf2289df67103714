import { formatInstant, marketDay, slotStartMs, type MarketZone } from '../../kernel/index.ts'
import type { CaseCharge, ChargeFault, ChargeFaultCode } from './charge-gaps.ts'
import { counted, type InputFinding } from './input-finding.ts'

/**
 * A finding for each charge and fault. What cannot be settled at all is an error: tariffs by the quarter-hour (settlement
 * 2.2), taxes of several owners (2.5). A missing price gives no amount (2.2), which is a warning unless the case has to be
 * complete.
 */
export function chargeFindings(
  faults: readonly ChargeFault[],
  { zone, missing }: { readonly zone: MarketZone; readonly missing: InputFinding['severity'] },
): InputFinding[] {
  const taxOwners = [...new Set(faults.filter(({ code }) => code === 'TAX_OWNERS').map(({ ownerId }) => ownerId))]
  return faults.map((fault) => {
    const { code, marketDay: day, slots, days, points } = fault
    const charge = chargeText(fault)
    const severity = code === 'PRICE_MISSING' || code === 'CHARGE_INFORMATION_MISSING' ? missing : 'error'
    return {
      code,
      severity,
      message: `${charge} ${WORDS[code]} ${extent(fault, zone)}${code === 'TAX_OWNERS' ? `; taxes are owned by ${taxOwners.join(' and ')}` : ''}`,
      charge,
      day,
      points: Number(points),
      days: Number(days),
      slots: Number(slots),
      rows: [{ marketDay: day, slots: Number(slots), detail: charge }],
    }
  })
}

/** How a charge is called in sentences. */
export function chargeText({ chargeType, chargeCode, ownerId }: CaseCharge): string {
  return `${chargeType} ${chargeCode} of ${ownerId}`
}

const WORDS: Readonly<Record<ChargeFaultCode, string>> = {
  CHARGE_INFORMATION_MISSING: 'is linked but does not exist',
  PRICE_MISSING: 'has no price',
  TARIFF_UNSETTLED: 'is by the quarter-hour and not settled',
  TAX_OWNERS: 'is a tax, and not the only owner’s',
}

function extent({ marketDay: date, slot, slotLength, slots, days, points }: ChargeFault, zone: MarketZone): string {
  const day = marketDay(date, zone)
  const first = slotLength === 'P1D' ? date : formatInstant(slotStartMs(day, slotLength, slot))
  const length = slotLength === 'P1D' ? counted(days, 'day') : counted(slots, 'hour')
  return `from ${first} on, ${length} in all, for ${counted(points, 'point')}`
}
