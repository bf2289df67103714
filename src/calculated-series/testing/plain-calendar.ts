// A calendar for tests that shares no code with the rules: dates are looked at one by one.

/** The number of a date, 1970-01-01 = 0. */
export function numberOf(date: string): number {
  return EPOCH.until(Temporal.PlainDate.from(date), { largestUnit: 'days' }).days
}

/** The date of a number. */
export function plainDate(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = EPOCH.add({ days: day }).toString()
  dates.set(day, date)
  return date
}

/** Walks back to the first of the settlement month, and forward to the next one. */
export function plainYear(day: number, settlementMonth: number): { readonly first: number; readonly end: number } {
  const begins = (candidate: number): boolean =>
    plainDate(candidate).endsWith(`-${String(settlementMonth).padStart(2, '0')}-01`)
  let first = day
  while (!begins(first)) first -= 1
  let end = day + 1
  while (!begins(end)) end += 1
  return { first, end }
}

/** A fraction rounded half away from zero, for one that is not negative. */
export function plainRound(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator
  return (numerator % denominator) * 2n >= denominator ? whole + 1n : whole
}

const EPOCH = Temporal.PlainDate.from('1970-01-01')
const dates = new Map<number, string>()
