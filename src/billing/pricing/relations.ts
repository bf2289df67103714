/**
 * What pricing reads, each a relation of SQL: a list of Parquet files, the name of a table or a SELECT in parentheses.
 * Days are market days, periods half open; to_day is NULL where a period is open.
 */
export type PricingRelations = {
  /**
   * Grain: (supply_period_id, from_day). supply_period_id INTEGER; metering_point_id, contract_id, customer_id VARCHAR; from_day,
   * to_day DATE; margin, supplement DECIMAL(18,6) a kWh; subscription DECIMAL(18,6) a month. All ex VAT.
   */
  readonly supplyPeriod: string
  /** Grain: (metering_point_id, from_day): days that were billed. metering_point_id VARCHAR; from_day, to_day DATE. */
  readonly billedPeriod: string
  /** Grain: (metering_point_id, from_day). metering_point_id, type, resolution, grid_area VARCHAR; from_day, to_day DATE. */
  readonly pointPeriod: string
  /** Grain: metering_point_id. series_id INTEGER of its readings in kWh. A point that never had any has no row. */
  readonly series: string
  /** Grain: (grid_area, from_day). grid_area, price_area VARCHAR (NULL: none); from_day, to_day DATE. */
  readonly gridArea: string
  /** Reading days as measurements publishes them; at most one row for each series and day. */
  readonly readingDay25: string
  readonly readingDay100: string
  /** Grain: charge_id. charge_id INTEGER; code, owner_id, charge_type VARCHAR (tariff, fee, subscription). */
  readonly charge: string
  /** Grain: (charge_id, from_day). name, resolution VARCHAR; vat, is_tax BOOLEAN; from_day, to_day DATE. */
  readonly chargePeriod: string
  /** Grain: (metering_point_id, charge_id, from_day). factor INTEGER; from_day, to_day DATE. */
  readonly chargeLinkPeriod: string
  /**
   * Tariffs. Grain: (charge_id, market_day). is_flat BOOLEAN; price, p_1..p_100 DECIMAL(18,6) a kWh: the price of the day when it has
   * one, else one for each quarter from the day's first instant; NULL: no price.
   */
  readonly chargePriceDay: string
  /** Subscriptions by month and fees by day. Grain: (charge_id, month). charge_id INTEGER; month DATE; price DECIMAL(18,6). */
  readonly chargeMonthPrice: string
  /** Grain: (price_area, market_day). p_1..p_100 DECIMAL(18,9) a kWh, one for each quarter; NULL: no price. */
  readonly spotPriceDay: string
}

/** What pricing reads, and what it has made of it so far: each step adds the relations that later ones read. */
export type With<Name extends string> = PricingRelations & { readonly [K in Name]: string }
