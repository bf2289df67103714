import { wordOf } from './word-of.ts'

// The market's codes (datahub 2.13) for services that a supplier asks the grid company for.
const SERVICES = { disconnect: 'D01', reopen: 'D03', meter_check: 'D05' } as const

/** The word for a service; D08 to D13 have no words. */
export type ServiceWord = keyof typeof SERVICES

/** The code of a service. */
export function serviceCode(word: ServiceWord): string {
  return SERVICES[word]
}

/** The service that a code names; undefined for a code that it does not have. */
export function serviceOf(code: string): ServiceWord | undefined {
  return wordOf(SERVICES, code)
}
