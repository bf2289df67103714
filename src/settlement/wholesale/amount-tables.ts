/**
 * The lake tables of wholesale results (settlement 2). All have calculation_version BIGINT, grid_area and
 * energy_supplier_id VARCHAR, and market_day DATE in front; amounts are DKK without VAT.
 *
 * `amount_per_charge_day` (settlement 2.3). Grain: (calculation_version, grid_area, energy_supplier_id, charge_code,
 * charge_type, charge_owner_id, is_tax, resolution, metering_point_type, settlement_method, market_day). charge_type: tariff,
 * fee, subscription. resolution PT1H: slots are the hours of the day, counted from its first instant; P1D: slot 1 is the day.
 * metering_point_type and settlement_method are words of the market room, the method NULL where the type has none.
 * quantity_unit kWh or pcs. present_0, missing_0, estimated_0, calculated_0, measured_0 BIGINT: masks of slots as everywhere,
 * the qualities of fees and subscriptions empty. q_1..q_25 DECIMAL(18,3), p_1..p_25 and a_1..a_25 DECIMAL(18,6): quantity, price
 * and amount; all NULL where the series has no slot, price and amount NULL where a slot has no price.
 *
 * `monthly_amount_per_charge` (settlement 2.4). Grain: (…, charge_code, charge_type, charge_owner_id, is_tax, resolution);
 * market_day is the first of the period, resolution that of the amounts that are summed; quantity_unit; amount DECIMAL(18,6),
 * NULL when none of them has one.
 *
 * `total_monthly_amount` (settlement 2.5). Grain: (…, charge_owner_id); charge_owner_id NULL: the total of the supplier, tax
 * included; otherwise what that owner settles with the supplier. amount DECIMAL(18,6).
 */
export const AMOUNT_TABLES = ['amount_per_charge_day', 'monthly_amount_per_charge', 'total_monthly_amount'] as const

/** A lake table of wholesale results. */
export type AmountTable = (typeof AMOUNT_TABLES)[number]
