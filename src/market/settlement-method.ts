/** How a consumption point is settled: by its readings as flex, by its readings as non-profiled, or (no longer in use) by a profile. */
export type SettlementMethod = 'flex' | 'non_profiled' | 'profiled'

/** Every settlement method. */
export const SETTLEMENT_METHODS: readonly SettlementMethod[] = ['flex', 'non_profiled', 'profiled']

/** How the readings of a metering point come about: a meter, a rule over other points, or a calculation of the hub. */
export type MeteringMethod = 'physical' | 'virtual' | 'calculated'

/** Every metering method. */
export const METERING_METHODS: readonly MeteringMethod[] = ['physical', 'virtual', 'calculated']

/** Whether a text is a settlement method. */
export function isSettlementMethod(text: string): text is SettlementMethod {
  return SETTLEMENT_METHODS.some((method) => method === text)
}

/** Whether a text is a metering method. */
export function isMeteringMethod(text: string): text is MeteringMethod {
  return METERING_METHODS.some((method) => method === text)
}
