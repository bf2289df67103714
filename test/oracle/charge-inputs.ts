import type { ScenarioInputs } from '../../src/settlement/index.ts'

type ChargeKey = {
  readonly chargeCode: string
  readonly chargeType: 'tariff' | 'fee' | 'subscription'
  readonly chargeOwnerId: string
}

export type ChargeLink = ChargeKey & {
  readonly meteringPointId: string
  readonly quantity: number
  readonly fromMs: number
  readonly toMs: number | null
}

export type ChargeInformation = ChargeKey & {
  readonly resolution: 'PT15M' | 'PT1H' | 'P1D' | 'P1M'
  readonly isTax: boolean
  readonly fromMs: number
  readonly toMs: number | null
}

/** microPrice: DKK at six decimals. */
export type ChargePrice = ChargeKey & { readonly microPrice: bigint; readonly timeMs: number }

/** A calculation's inputs without charges: all that energy needs. */
export type EnergyInputs = Omit<ScenarioInputs, 'charges'>

/** A calculation's inputs with charges. */
export type WholesaleInputs = EnergyInputs & {
  readonly charges: {
    readonly links: readonly ChargeLink[]
    readonly information: readonly ChargeInformation[]
    readonly prices: readonly ChargePrice[]
  }
}
