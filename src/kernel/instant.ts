import { daysInMonth, utcMs } from './civil-date.ts'

/**
 * Reads an instant from ISO 8601 text: `2023-07-01T22:00Z`, with or without seconds and a fraction, in UTC or with an
 * offset such as `+02:00`. An instant without zone is none. Digits beyond the millisecond are cut off.
 * @returns epoch milliseconds; undefined when the text is no instant (25:00, 30 February, a leap second, blanks)
 */
export function parseInstant(text: string): number | undefined {
  const dateMs = parseDateMs(text)
  if (dateMs === undefined || text.charCodeAt(10) !== LETTER_T) return undefined
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  if (!(hour < 24 && minute < 60) || text.charCodeAt(13) !== COLON) return undefined
  const rest = parseSeconds(text)
  const offsetMinutes = rest === undefined ? undefined : parseOffset(text, rest.end)
  if (rest === undefined || offsetMinutes === undefined) return undefined
  return dateMs + (hour * 60 + minute - offsetMinutes) * 60_000 + rest.ms
}

/** Writes an instant in UTC with seconds, `2023-07-02T02:00:00Z`; milliseconds only when there are any. */
export function formatInstant(instantMs: number): string {
  return new Date(instantMs).toISOString().replace('.000Z', 'Z')
}

/** Writes an instant in UTC to the minute, `2023-07-02T02:00Z`, as CIM periods do. @throws RangeError when it is no whole minute */
export function formatInstantToMinute(instantMs: number): string {
  if (instantMs % 60_000 !== 0) throw new RangeError(`${formatInstant(instantMs)} is not a whole minute`)
  return new Date(instantMs).toISOString().replace(':00.000Z', 'Z')
}

// Read by position instead of by pattern: three instants a transaction make this a hot path of the intake.
const ZERO = 48
const COLON = 58
const HYPHEN = 45
const PLUS = 43
const POINT = 46
const LETTER_T = 84
const LETTER_Z = 90

function parseDateMs(text: string): number | undefined {
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (!(day >= 1 && day <= daysInMonth(year, month))) return undefined
  return Number.isNaN(year) ? undefined : utcMs(year, month, day)
}

function parseSeconds(text: string): { readonly ms: number; readonly end: number } | undefined {
  if (text.charCodeAt(16) !== COLON) return { ms: 0, end: 16 }
  const second = twoDigits(text, 17)
  if (!(second < 60)) return undefined
  if (text.charCodeAt(19) !== POINT) return { ms: second * 1000, end: 19 }
  let end = 20
  let ms = 0
  for (; isDigit(text, end); end += 1) {
    ms += (text.charCodeAt(end) - ZERO) * (PLACE_MS[end - 20] ?? 0)
  }
  return end === 20 || end > 29 ? undefined : { ms: second * 1000 + ms, end }
}

const PLACE_MS = [100, 10, 1]

/** Minutes ahead of UTC; undefined when the text from `at` to its end is no zone. */
function parseOffset(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at)
  if (sign === LETTER_Z) return text.length === at + 1 ? 0 : undefined
  if ((sign !== PLUS && sign !== HYPHEN) || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON)
    return undefined
  const hours = twoDigits(text, at + 1)
  const minutes = twoDigits(text, at + 4)
  if (!(hours < 24 && minutes < 60)) return undefined
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes)
}

function twoDigits(text: string, at: number): number {
  if (!isDigit(text, at) || !isDigit(text, at + 1)) return Number.NaN
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= ZERO && code <= ZERO + 9
}
