import type { Quality, Resolution } from '../../kernel/index.ts'
import type { ChargeResolution, ChargeType } from '../../charges/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'
import type { CalculationArguments } from '../arguments.ts'

/** A metering point in a period in which nothing about it changes (settlement 3.1). Instants are epoch milliseconds. */
export type PointPeriodInput = {
  readonly meteringPointId: string
  readonly type: MeteringPointType
  readonly settlementMethod: SettlementMethod | null
  readonly resolution: Extract<Resolution, 'PT15M' | 'PT1H'>
  readonly gridArea: string
  readonly fromGridArea: string | null
  readonly toGridArea: string | null
  readonly parentId: string | null
  readonly energySupplierId: string | null
  readonly balanceResponsibleId: string | null
  readonly fromMs: number
  /** null = open */
  readonly toMs: number | null
}

/** One reading. */
export type ReadingInput = {
  readonly meteringPointId: string
  /** kWh at six decimals; null counts as 0 */
  readonly microKwh: bigint | null
  readonly quality: Quality
  readonly observedMs: number
}

/** Everything that a folder hands to a calculation; tables that it does not have are empty. */
export type ScenarioInputs = {
  readonly arguments: CalculationArguments
  readonly points: readonly PointPeriodInput[]
  readonly readings: readonly ReadingInput[]
  readonly lossPointIds: readonly string[]
  readonly charges: ChargeInputs
}

/** What a charge is known by. */
export type ChargeInputKey = {
  readonly chargeCode: string
  readonly chargeType: ChargeType
  readonly chargeOwnerId: string
}

/** A link of a metering point to a charge. toMs null = open. */
export type ChargeLinkInput = ChargeInputKey & {
  readonly meteringPointId: string
  readonly quantity: number
  readonly fromMs: number
  readonly toMs: number | null
}

/** A period in which a charge is the same. toMs null = open. */
export type ChargeInformationInput = ChargeInputKey & {
  readonly resolution: ChargeResolution
  readonly isTax: boolean
  readonly fromMs: number
  readonly toMs: number | null
}

/** A price stated for an instant: DKK for a kWh, a piece or a month, at six decimals. */
export type ChargePriceInput = ChargeInputKey & { readonly microPrice: bigint; readonly timeMs: number }

/** The charges of a calculation. */
export type ChargeInputs = {
  readonly links: readonly ChargeLinkInput[]
  readonly information: readonly ChargeInformationInput[]
  readonly prices: readonly ChargePriceInput[]
}

/** No charges at all. */
export const NO_CHARGES: ChargeInputs = { links: [], information: [], prices: [] }
