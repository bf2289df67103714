import { divideHalfAway } from './decimal.ts'

/** Which quarter of its hour a slot is; 0 for every slot of an hourly series. */
export type QuarterOfHour = 0 | 1 | 2 | 3

/**
 * The carry rounding of settlement 1.4: the sum of one slot, rounded so that what the quarters before it in the same
 * hour would have lost is added. It looks at no neighbour: the same value is taken as if it stood in each of them, so it
 * is a function of the value and the quarter, and exact for an hour spread evenly over its four quarters.
 * Apply it once, to sums by supplier and to netted exchange by neighbour; never to raw rows, never again later.
 * @param value kWh at six decimals
 * @returns kWh at three decimals
 */
export function roundWithCarry(value: bigint, quarterOfHour: QuarterOfHour): bigint {
  let carried = value
  for (let repeated = 0; repeated < quarterOfHour; repeated += 1) {
    carried = value - toThree(carried) * THOUSAND + carried
  }
  return toThree(carried)
}

/** The quarter of its hour of a slot of a quarter-hour day (slots count from the day's first instant, which is a whole hour). */
export function quarterOfSlot(slot: number): QuarterOfHour {
  return (slot % 4) as QuarterOfHour
}

const THOUSAND = 1000n

function toThree(atSix: bigint): bigint {
  return divideHalfAway(atSix, THOUSAND)
}
