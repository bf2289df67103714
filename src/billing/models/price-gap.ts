import { slots } from '../../platform/index.ts'

/** How many of a day's quarters have no price in p_1..p_100: an expression. @param count an expression, the quarters the day has */
export function missingSlots(count: string): string {
  return slots(100, (k) => `case when p_${k + 1} is null and ${k} < ${count} then 1 else 0 end`, ' + ')
}

/** The first quarter without a price, from 0; NULL when none is: an expression. */
export function firstMissing(count: string): string {
  return `case ${slots(100, (k) => `when p_${k + 1} is null and ${k} < ${count} then ${k}`, ' ')} end`
}
