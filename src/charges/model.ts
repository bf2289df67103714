import type { PeriodLog } from '../platform/index.ts'

/** What kind of charge it is: by the kWh, once, or by the month (datahub 2.11: D03, D02, D01). */
export type ChargeType = 'tariff' | 'fee' | 'subscription'
/** Every type of charge. */
export const CHARGE_TYPES: readonly ChargeType[] = ['tariff', 'fee', 'subscription']

/** How long one price of a charge holds in its series. */
export type ChargeResolution = 'PT15M' | 'PT1H' | 'P1D' | 'P1M'

/** The resolutions that each type may have (settlement 6.3, VR.505). */
export const RESOLUTIONS_OF: Readonly<Record<ChargeType, readonly ChargeResolution[]>> = {
  tariff: ['PT15M', 'PT1H', 'P1D'],
  fee: ['P1M'],
  subscription: ['P1M'],
}

/** The natural key of a charge (datahub 2.12). */
export type ChargeKey = {
  /** GLN of who sets the price */
  readonly ownerId: string
  readonly code: string
  readonly type: ChargeType
}

/** The key as one text, for maps. */
export function chargeKeyText({ ownerId, code, type }: ChargeKey): string {
  return `${ownerId} ${type} ${code}`
}

/** Decimals of a price as it is stated: DKK for a kWh, a month or a piece. */
export const PRICE_SCALE = 6

/** Statements about what a charge is. */
export const CHARGE_LOG: PeriodLog = {
  table: 'charges.charge_period',
  key: ['charge_id'],
  values: ['name', 'description', 'resolution', 'vat', 'is_tax', 'transparent'],
}

/** Statements about one price, or 24 by the hour of the local clock. */
export const PRICE_LOG: PeriodLog = {
  table: 'charges.charge_price',
  key: ['charge_id'],
  values: ['price', 'hour_prices'],
}

/** Statements about the charges of metering points. */
export const LINK_LOG: PeriodLog = {
  table: 'charges.charge_link',
  key: ['metering_point_id', 'charge_id'],
  values: ['factor'],
}
