import { perSlot, q } from '../models/columns.ts'

/** Slots of an amount row: the hours of the longest day. */
export const AMOUNT_SLOTS = 25

/** The masks of an amount row: hours are one word. */
export const AMOUNT_MASKS = ['present_0', 'missing_0', 'estimated_0', 'calculated_0', 'measured_0'] as const

/** Keys of monthly_amount_per_charge within a calculation and month. */
export const MONTHLY_KEYS = [
  'grid_area',
  'energy_supplier_id',
  'charge_code',
  'charge_type',
  'charge_owner_id',
  'is_tax',
  'resolution',
] as const

/** Keys of amount_per_charge_day within a calculation and day. */
export const AMOUNT_DAY_KEYS = [...MONTHLY_KEYS, 'metering_point_type', 'settlement_method'] as const

/** What amounts are told apart by, beside their charge and day (settlement 2.3). */
export const AMOUNT_KEYS = ['grid_area', 'energy_supplier_id', 'metering_point_type', 'settlement_method'] as const

/** Name of the price of a slot, counted from 0. */
export const p = (slot: number): string => `p_${slot + 1}`

/** Name of the amount of a slot, counted from 0. */
export const a = (slot: number): string => `a_${slot + 1}`

/** Quantities, prices and amounts of an amount row, by name. */
export const AMOUNT_VALUES = [q, p, a].map((column) => perSlot(AMOUNT_SLOTS, column)).join(', ')

/** Whether a slot is in a mask. */
export function inHours(mask: string, slot: number): string {
  return `(${mask} & ${2 ** slot}) <> 0`
}
