import { chargeTypeCode as codeOfChargeType, meteringPointTypeCode, settlementMethodCode } from '../exchange/index.ts'
import { METERING_POINT_TYPES, SETTLEMENT_METHODS } from '../market/index.ts'
import { textLiteral } from '../platform/index.ts'
import type { ReportType } from './report-arguments.ts'

/** SQL of the code of a type of metering point, by its word (settlement 3.2). */
export function typeCode(word: string): string {
  return codeOf(word, METERING_POINT_TYPES, meteringPointTypeCode)
}

/** SQL of the code of a settlement method; NULL where there is none. */
export function methodCode(word: string): string {
  return codeOf(word, SETTLEMENT_METHODS, settlementMethodCode)
}

/** SQL of the code of a type of charge. */
export function chargeTypeCode(word: string): string {
  return codeOf(word, ['subscription', 'fee', 'tariff'], codeOfChargeType)
}

const UNITS = { kWh: 'KWH', pcs: 'H87' } as const

/** SQL of the code of a unit of quantity. */
export function unitCode(word: string): string {
  return codeOf(word, ['kWh', 'pcs'], (unit) => UNITS[unit])
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
function codeOf<Name extends string>(word: string, names: readonly Name[], code: (name: Name) => string): string {
  const cases = names.map((name) => `when ${textLiteral(name)} then ${textLiteral(code(name))}`)
  return `(case ${word} ${cases.join(' ')} else case when ${word} is not null then error('no code for ' || ${word}) end end)`
}
