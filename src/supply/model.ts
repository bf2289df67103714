import type { PeriodLog } from '../platform/index.ts'

/** A customer as it is, or was, known. */
export type Customer = {
  readonly customerId: string
  readonly name: string
  readonly address1: string
  readonly address2: string | null
  readonly postalCode: string
  readonly city: string
  /** ISO 3166, two letters */
  readonly country: string
  readonly email: string | null
  /** number of a business; null: a private customer */
  readonly cvr: string | null
  /** the commit that stated it */
  readonly recordedSeq: bigint
}

/** The terms of a contract as they are, or were, known. Prices are without VAT, DKK in millionths. */
export type Contract = {
  readonly contractId: string
  readonly customerId: string
  /** spot: the spot price of each quarter-hour plus margin and supplement */
  readonly product: 'spot'
  readonly marginDkkPerKwh: bigint
  /** for certified origin and the like; 0 for none */
  readonly supplementDkkPerKwh: bigint
  readonly subscriptionDkkPerMonth: bigint
  /** days from the issue of an invoice until it is due */
  readonly paymentTermsDays: number
  readonly recordedSeq: bigint
}

/** A period `[validFrom, validTo)` in which a metering point is supplied under a contract; validTo null: open. */
export type SupplyPeriod = {
  /** the same point, contract and first day have the same number for ever */
  readonly supplyPeriodId: number
  readonly meteringPointId: string
  readonly contractId: string
  readonly customerId: string
  /** market days */
  readonly validFrom: string
  readonly validTo: string | null
  readonly recordedSeq: bigint
}

/** Decimals of margin, supplement and subscription. */
export const TERMS_SCALE = 6

/** Statements about which contract supplies a metering point. */
export const SUPPLY_LOG: PeriodLog = {
  table: 'supply.supply_period',
  key: ['metering_point_id'],
  values: ['contract_id'],
}
