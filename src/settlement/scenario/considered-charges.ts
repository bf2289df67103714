import type { Period } from '../../kernel/index.ts'
import type {
  ChargeInformationInput,
  ChargeInputKey,
  ChargeInputs,
  ChargeLinkInput,
  ChargePriceInput,
} from './inputs.ts'

/** Charges as a calculation sees them: clamped to its period, so that everything ends. */
export type ConsideredCharges = {
  readonly links: readonly (ChargeLinkInput & Period)[]
  readonly information: readonly (ChargeInformationInput & Period)[]
  readonly prices: readonly ChargePriceInput[]
}

/**
 * The charges that a calculation considers (settlement 2.1): links of its points, then price information and prices of the
 * linked charges; links and price information are clamped to the period, prices lie in it.
 * @param pointIds the calculation's points
 */
export function considerCharges(
  { links, information, prices }: ChargeInputs,
  pointIds: ReadonlySet<string>,
  period: Period,
): ConsideredCharges {
  const own = clampedTo(
    links.filter((link) => pointIds.has(link.meteringPointId)),
    period,
  )
  const linked = new Set(own.map(chargeKeyOf))
  return {
    links: own,
    information: clampedTo(
      information.filter((row) => linked.has(chargeKeyOf(row))),
      period,
    ),
    prices: prices.filter(
      (price) => linked.has(chargeKeyOf(price)) && period.fromMs <= price.timeMs && price.timeMs < period.toMs,
    ),
  }
}

/** `code-owner-type` (settlement 2.1). */
export function chargeKeyOf({ chargeCode, chargeOwnerId, chargeType }: ChargeInputKey): string {
  return [chargeCode, chargeOwnerId, chargeType].join('-')
}

function clampedTo<Row extends { readonly fromMs: number; readonly toMs: number | null }>(
  rows: readonly Row[],
  period: Period,
): (Row & Period)[] {
  return rows
    .map((row) => ({
      ...row,
      fromMs: Math.max(row.fromMs, period.fromMs),
      toMs: Math.min(row.toMs ?? period.toMs, period.toMs),
    }))
    .filter((row) => row.fromMs < row.toMs)
}
