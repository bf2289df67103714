import type { LineType } from '../models/priced-line.ts'

/** A market of plain values, days as YYYY-MM-DD and half open, prices and energy as integers of six decimals unless they say otherwise. */
export interface PlainMarket {
  readonly supplyPeriods: readonly PlainSupplyPeriod[]
  /** first day not billed yet, by supply period */
  readonly billedTo: ReadonlyMap<number, string>
  readonly pointPeriods: readonly PlainPointPeriod[]
  readonly gridAreas: readonly {
    readonly area: string
    readonly from: string
    readonly to: string | null
    readonly priceArea: string | null
  }[]
  readonly charges: readonly PlainCharge[]
  readonly links: readonly {
    readonly point: string
    readonly chargeId: number
    readonly factor: number
    readonly from: string
    readonly to: string | null
  }[]
  /** reading days by point and day */
  readonly readings: ReadonlyMap<string, ReadonlyMap<string, PlainReadings>>
  /** prices of tariffs by charge and day, one for each quarter of the day */
  readonly tariffPrices: ReadonlyMap<number, ReadonlyMap<string, readonly (bigint | undefined)[]>>
  /** prices of subscriptions by the first day of the month, of fees by day */
  readonly monthPrices: readonly { readonly chargeId: number; readonly day: string; readonly price: bigint }[]
  /** spot prices by area and day, integers of nine decimals, one for each quarter of the day */
  readonly spot: ReadonlyMap<string, ReadonlyMap<string, readonly (bigint | undefined)[]>>
}

/** A supply period with the terms of its contract. */
export interface PlainSupplyPeriod {
  readonly id: number
  readonly point: string
  readonly contract: string
  readonly customer: string
  readonly from: string
  readonly to: string | null
  readonly margin: bigint
  readonly supplement: bigint
  readonly subscription: bigint
}

/** What a point is from a day on. */
export interface PlainPointPeriod {
  readonly point: string
  readonly type: 'consumption' | 'production' | 'electrical_heating'
  readonly resolution: 'PT15M' | 'PT1H'
  readonly area: string
  readonly from: string
  readonly to: string | null
}

/** A charge and what is known of it, period by period. */
export interface PlainCharge {
  readonly id: number
  readonly type: 'tariff' | 'fee' | 'subscription'
  readonly periods: readonly {
    readonly from: string
    readonly to: string | null
    readonly vat: boolean
    readonly isTax: boolean
  }[]
}

/** The slots of one day; undefined has no value. */
export interface PlainReadings {
  readonly resolution: 'PT15M' | 'PT1H'
  readonly slots: readonly (bigint | undefined)[]
}

/** A line as both ways of pricing tell it. */
export interface PlainLine {
  readonly supplyPeriod: number
  readonly type: LineType
  readonly chargeId: number | null
  readonly from: string
  readonly to: string
  readonly factor: number
  /** six decimals */
  readonly quantity: bigint
  readonly unitPrice: bigint | null
  readonly amountOre: bigint
  readonly vat: boolean
}

/** A fault as both ways of pricing tell it. */
export interface PlainFault {
  readonly supplyPeriod: number
  readonly type: LineType | null
  readonly chargeId: number | null
  readonly code: string
  readonly firstMs: number
  readonly slots: number
}

/** A market in which nothing is. */
export const NO_MARKET: PlainMarket = {
  supplyPeriods: [],
  billedTo: new Map(),
  pointPeriods: [],
  gridAreas: [],
  charges: [],
  links: [],
  readings: new Map(),
  tariffPrices: new Map(),
  monthPrices: [],
  spot: new Map(),
}
