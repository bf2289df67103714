import { divideHalfAway, formatHundredths } from '../../kernel/index.ts'
import type { FinalReadings } from '../final-readings.ts'
import type { Range } from '../layout.ts'
import type { MarketPlan } from '../market.ts'
import { plainLines } from './plain-lines.ts'
import { quarterEnergy } from './supplied-energy.ts'
import { suppliedPoints } from './supplied-points.ts'

/** What the invoices of some days must come to, kroner with two decimals. */
export interface BillTruth {
  /** One for each contract that has a line. */
  readonly count: number
  readonly net: string
  readonly vat: string
  readonly gross: string
}

/** Adds up the bills of our supplier for days of the month (half open), each line and each invoice's VAT rounded on its own. */
export function billTruth(plan: MarketPlan, readings: FinalReadings, days: Range): BillTruth {
  const energy = quarterEnergy(plan, readings)
  const nets = new Map<string, bigint>()
  for (const point of suppliedPoints(plan)) {
    for (const { contractId, amountOre } of plainLines(plan, energy, point, days))
      nets.set(contractId, (nets.get(contractId) ?? 0n) + amountOre)
  }
  let [net, vat] = [0n, 0n]
  for (const ofContract of nets.values()) {
    net += ofContract
    // datahub 4.4: 25 % once for each document.
    vat += divideHalfAway(ofContract, 4n)
  }
  return {
    count: nets.size,
    net: formatHundredths(net),
    vat: formatHundredths(vat),
    gross: formatHundredths(net + vat),
  }
}
