import { meteringPointTypeCode } from '../exchange/index.ts'
import { METERING_POINT_TYPES } from '../market/index.ts'
import { textLiteral } from '../platform/index.ts'
import type { ReportType } from './report-arguments.ts'

/** SQL of the code of a type of metering point, by its word (settlement 3.2). */
export function typeCode(word: string): string {
  return codeOf(word, Object.fromEntries(METERING_POINT_TYPES.map((type) => [type, meteringPointTypeCode(type)])))
}

/** SQL of the code of a settlement method; NULL where there is none. */
export function methodCode(word: string): string {
  return codeOf(word, { flex: 'D01', non_profiled: 'E02', profiled: 'E01' })
}

/** SQL of the code of a type of charge. */
export function chargeTypeCode(word: string): string {
  return codeOf(word, { subscription: 'D01', fee: 'D02', tariff: 'D03' })
}

/** SQL of the code of a unit of quantity. */
export function unitCode(word: string): string {
  return codeOf(word, { kWh: 'KWH', pcs: 'H87' })
}

/** What a calculation is for, and which correction it is; null where it is none. */
export const PROCESS: Readonly<Record<ReportType, { readonly process: string; readonly variant: string | null }>> = {
  balance_fixing: { process: 'D04', variant: null },
  wholesale_fixing: { process: 'D05', variant: null },
  first_correction_settlement: { process: 'D32', variant: '1ST' },
  second_correction_settlement: { process: 'D32', variant: '2ND' },
  third_correction_settlement: { process: 'D32', variant: '3RD' },
}

// A word without a code would be a hole in the file that nobody sees.
function codeOf(word: string, codes: Readonly<Record<string, string>>): string {
  const cases = Object.entries(codes).map(([name, code]) => `when ${textLiteral(name)} then ${textLiteral(code)}`)
  return `(case ${word} ${cases.join(' ')} else case when ${word} is not null then error('no code for ' || ${word}) end end)`
}
