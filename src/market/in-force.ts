/** Market days `[validFrom, validTo)`; validTo null: open. */
export type DatedPeriod = { readonly validFrom: string; readonly validTo: string | null }

/** Whether a period holds on a market day. */
export function isInForce({ validFrom, validTo }: DatedPeriod, day: string): boolean {
  return validFrom <= day && (validTo === null || day < validTo)
}
