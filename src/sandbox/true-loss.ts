import { hashOf, pick, PURPOSE } from './hash.ts'
import { quotient } from './integers.ts'

// Out of 1,000 quarters, how many have more energy than the meters of the area explain.
const NEGATIVE_PERMILLE = 15

/**
 * The loss that an area has in a quarter: 4 to 7 % of its consumption, and in a few quarters 1 to 2 % less than nothing,
 * so that both of its loss points receive energy.
 * @param quarterNumber of all time: start of the quarter in epoch quarter-hours
 * @param consumption in quarters of a milli-kWh
 * @returns the loss in the same unit
 */
export function trueLoss(seed: number, area: number, quarterNumber: number, consumption: number): number {
  const hash = hashOf(seed, PURPOSE.loss, area, quarterNumber)
  const share = hash % 1000 < NEGATIVE_PERMILLE ? -pick(hash >>> 10, 10, 21) : pick(hash >>> 10, 40, 71)
  return quotient(consumption * share, 1000)
}
