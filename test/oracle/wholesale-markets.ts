import type { ScenarioInputs } from '../../src/settlement/index.ts'
import { randomWholesaleFrame, randomWholesaleMarket, settledAreas } from './charge-market.ts'
import { seededRandom } from './random.ts'

/** How many markets that have nothing to do with each other share a calculation, so that its statements are prepared once. */
export const MARKETS = 12

/** A wholesale calculation over several markets; every sixth seed is a whole month. */
export function randomWholesaleInputs(seed: number): ScenarioInputs {
  const random = seededRandom(seed)
  const frame = randomWholesaleFrame(random, seed % 6 === 0 ? seed / 6 : undefined)
  const markets = Array.from({ length: MARKETS }, (_, n) => randomWholesaleMarket(random, frame, `${n + 10}`))
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
