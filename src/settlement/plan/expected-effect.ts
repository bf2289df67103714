import { formatDecimal, parseDecimal } from '../../kernel/index.ts'
import type { ReadingChangeOfKind } from '../versions/index.ts'

/** What changed readings move an area by; kWh with six decimals, exact before rounding. */
export type ExpectedEffect = {
  readonly gridArea: string
  /** changed days of points, added up over the kinds */
  readonly readingDays: number
  /** flex, non_profiled, production, exchange (import positive), types of children */
  readonly kinds: readonly { readonly kind: string; readonly readingDays: number; readonly differenceKwh: string }[]
  /** production + exchange - consumption: what the grid loss moves by */
  readonly gridLossKwh: string
}

const MICRO = { scale: 6, maxDecimals: 6, maxIntegerDigits: 24 } as const

/**
 * Adds up what the readings that changed move each area by (settlement 1.5 #6). Children move no energy result: they are
 * listed and not part of the loss. What moves with master data is not in it.
 */
export function expectedEffects(changes: readonly ReadingChangeOfKind[]): ExpectedEffect[] {
  return [...Map.groupBy(changes, ({ gridArea }) => gridArea)]
    .map(([gridArea, ofArea]) => {
      const kinds = [...Map.groupBy(ofArea, ({ kind }) => kind)].map(([kind, rows]) => ({
        kind,
        readingDays: rows.reduce((sum, { days }) => sum + days, 0),
        microKwh: rows.reduce((sum, { differenceKwh }) => sum + microKwh(differenceKwh), 0n),
      }))
      return {
        gridArea,
        readingDays: kinds.reduce((sum, { readingDays }) => sum + readingDays, 0),
        kinds: kinds
          .map(({ kind, readingDays, microKwh: micro }) => ({
            kind,
            readingDays,
            differenceKwh: formatDecimal(micro, 6, 6),
          }))
          .toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
        gridLossKwh: formatDecimal(
          kinds.reduce((sum, { kind, microKwh: micro }) => sum + (SIGN[kind] ?? 0n) * micro, 0n),
          6,
          6,
        ),
      }
    })
    .toSorted((a, b) => (a.gridArea < b.gridArea ? -1 : 1))
}

const SIGN: Readonly<Record<string, bigint>> = { production: 1n, exchange: 1n, flex: -1n, non_profiled: -1n }

function microKwh(text: string): bigint {
  const parsed = parseDecimal(text, MICRO)
  if (!parsed.ok) throw new Error(`'${text}' is no energy of six decimals`)
  return parsed.value
}
