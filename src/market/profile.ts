import type { EnergyLimits, Finding, MarketZone, MeteringPointId, Resolution, Result, Where } from '../kernel/index.ts'

/** What differs from market to market. A deployment has one profile; rooms ask it instead of asking which market it is. */
export type MarketProfile = {
  readonly name: MarketName
  /** the zone whose midnights divide the market's days */
  readonly zone: MarketZone
  /** ISO 4217 */
  readonly currency: 'DKK' | 'AUD'
  /** the market operator's identifier, sender and receiver of its documents (datahub 1.5); absent where there are none */
  readonly operatorId?: string
  /** who runs the transmission system and owns its charges, in the role EZ (settlement 2.6); absent where there are no charges */
  readonly systemOperatorId?: string
  /** the areas that have a spot price of their own */
  readonly priceAreas: readonly string[]
  /** value added tax as a share, decimal text: `0.25` is 25 % */
  readonly vatRate: string
  /** resolutions in which readings are accepted and kept */
  readonly resolutions: readonly Resolution[]
  /** digits that a reading may have; held against the text of the value */
  readonly energyLimits: EnergyLimits
  /** Reads the identifier of a metering point, check digit included. */
  readonly parseMeteringPointId: (text: string, where?: Where) => Result<MeteringPointId, Finding>
  /** Whether a text names a stream of a metering point: one of several series under the same identifier. */
  readonly isStream: (text: string) => boolean
  /**
   * Epoch milliseconds of the local midnight from which results are quarter-hourly instead of hourly (settlement 1.1);
   * absent in a market that never changed.
   */
  readonly quarterlyTransitionMs?: number
}

/** The markets that there is a profile for. */
export type MarketName = 'dk' | 'au-nem'
