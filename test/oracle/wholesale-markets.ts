import type { WholesaleInputs } from './charge-inputs.ts'
import { randomWholesaleFrame, randomWholesaleMarket, settledAreas } from './charge-market.ts'
import { seededRandom } from './random.ts'

/** How many markets that have nothing to do with each other share a calculation. */
export const MARKETS = 5

/** A wholesale calculation over several markets; every tenth seed is a whole month. */
export function randomWholesaleInputs(seed: number): WholesaleInputs {
  const random = seededRandom(seed)
  const frame = randomWholesaleFrame(random, seed % 10 === 0 ? seed / 10 : undefined)
  const markets = Array.from({ length: MARKETS }, (_, n) => randomWholesaleMarket(random, frame, `${n + 1}0`))
  return {
    arguments: { ...frame, gridAreas: markets.flatMap(settledAreas) },
    points: markets.flatMap(({ points }) => points),
    readings: markets.flatMap(({ readings }) => readings),
    lossPointIds: markets.flatMap(({ lossPointIds }) => lossPointIds),
    charges: {
      links: markets.flatMap(({ charges }) => charges.links),
      information: markets.flatMap(({ charges }) => charges.information),
      prices: markets.flatMap(({ charges }) => charges.prices),
    },
  }
}
