import type { OutgoingAggregation, OutgoingWholesale } from '../../exchange/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** How documents name a calculation that settles charges. */
export type WholesaleProcess = Pick<OutgoingWholesale, 'processType' | 'settlementVersion'>

// datahub 2.3, 2.4.
const WHOLESALE: Readonly<Partial<Record<CalculationType, WholesaleProcess>>> = {
  wholesale_fixing: { processType: 'D05' },
  first_correction_settlement: { processType: 'D32', settlementVersion: 'D01' },
  second_correction_settlement: { processType: 'D32', settlementVersion: 'D02' },
  third_correction_settlement: { processType: 'D32', settlementVersion: 'D03' },
}

/** How documents name a calculation of a type; undefined for a type that settles no charges. */
export function wholesaleProcess(type: CalculationType): WholesaleProcess | undefined {
  return WHOLESALE[type]
}

/** How documents name a calculation of a type. */
export function processOf(type: CalculationType): Pick<OutgoingAggregation, 'processType' | 'settlementVersion'> {
  return wholesaleProcess(type) ?? { processType: type === 'aggregation' ? 'D03' : 'D04' }
}
