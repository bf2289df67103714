import { addDays, marketDay, type MarketDay } from '../kernel/index.ts'

const ZONE = 'Europe/Copenhagen'

/** Store Bededag was a holiday for the last time in 2023 (Act no. 214 of 6 March 2023). */
const LAST_PRAYER_DAY = 2023

/** Days from Easter Sunday: Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday. */
const FROM_EASTER = [-3, -2, 0, 1, 39, 49, 50] as const

/** Fourth Friday after Easter. */
const PRAYER_DAY = 26

/**
 * Days on which offices and banks are closed although the law does not name them: Constitution Day, Christmas Eve and New
 * Year's Eve. The market counts them as no working days, so that no period of working days ends when nobody is there.
 */
const CLOSED = ['06-05', '12-24', '12-31'] as const

/** Public holidays of Denmark in a year from 1900 to 2099, as dates in their order. */
export function danishHolidays(year: number): string[] {
  const easter = easterSunday(year)
  const fromEaster = year <= LAST_PRAYER_DAY ? [...FROM_EASTER, PRAYER_DAY] : FROM_EASTER
  const moving = fromEaster.map((days) => addDays(easter, days).date)
  return [...moving, ...['01-01', '12-25', '12-26'].map((date) => `${year}-${date}`)].toSorted()
}

/** Days without work that are no Saturdays and Sundays: public holidays, and those on which everybody is closed. */
export function danishClosedDays(year: number): string[] {
  return [...danishHolidays(year), ...CLOSED.map((date) => `${year}-${date}`)].toSorted()
}

/** Easter Sunday of the Gregorian calendar, by Oudin's rule for the years 1900 to 2099. */
function easterSunday(year: number): MarketDay {
  const golden = year % 19
  const paschal = (19 * golden + 24) % 30
  // The two exceptions of the rule: a full moon on 19 April counts for the 18th, and on the 18th sometimes for the 17th.
  const moon = paschal === 29 || (paschal === 28 && golden > 10) ? paschal - 1 : paschal
  const fullMoon = addDays(marketDay(`${year}-03-21`, ZONE), moon)
  return addDays(fullMoon, 7 - weekday(fullMoon))
}

/** 0 is Sunday. */
export function weekday({ dayNumber }: MarketDay): number {
  // 1970-01-01, number 0, was a Thursday.
  return (((dayNumber + 4) % 7) + 7) % 7
}
