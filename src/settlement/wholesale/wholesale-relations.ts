import type { EnergyRelations } from '../calculate-energy.ts'

/**
 * What wholesale settlement reads beside the relations of an energy calculation, each a relation of SQL. point_period also has
 * the children of consumption and production points, with the supplier of their parent and no balance responsible party
 * (settlement 1.2). All periods are clamped to the calculation's; instants are epoch milliseconds, BIGINT, half open.
 */
export type ChargeRelations = {
  /** Grain: a charge. charge_no INTEGER, charge_code, charge_owner_id, charge_type (tariff, fee, subscription) VARCHAR. */
  readonly charge: string
  /** Grain: a period in which a charge is the same. charge_no, resolution (PT1H, P1D, P1M) VARCHAR, is_tax BOOLEAN, from_ms, to_ms. */
  readonly chargePeriod: string
  /** Grain: a link of a metering point. metering_point_id VARCHAR, charge_no, quantity INTEGER, from_ms, to_ms. */
  readonly chargeLink: string
  /** Grain: (charge_no, market_day) of tariffs. p_1..p_25 DECIMAL(18,6): prices stated for the hours, of a daily tariff p_1; NULL: none. */
  readonly tariffPriceDay: string
  /** Grain: (charge_no, market_day) of fees and subscriptions: price DECIMAL(18,6) stated for that day, a subscription's for a month; NULL: from that day on there is none. */
  readonly unitPrice: string
}

/** Everything that wholesale settlement reads. */
export type WholesaleRelations = EnergyRelations & ChargeRelations
