// So that numbers of a year sort as text as long as there are fewer than a million.
const DIGITS = 6

/** The number of an invoice: year, dash, its number within the year, such as 2026-000042. */
export function invoiceNumber(year: string | number, number: bigint): string {
  return `${year}-${number.toString().padStart(DIGITS, '0')}`
}
