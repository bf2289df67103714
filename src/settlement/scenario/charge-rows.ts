import type { ChargeResolution, ChargeType } from '../../charges/index.ts'
import type { Cells } from './cells.ts'
import type { ChargeInformationInput, ChargeInputKey, ChargeLinkInput, ChargePriceInput } from './inputs.ts'

/** A row of charge_link_periods.csv (settlement 7.2). */
export function toChargeLink(cells: Cells): ChargeLinkInput {
  return {
    ...keyOf(cells),
    meteringPointId: cells.text('metering_point_id'),
    quantity: quantityOf(cells),
    fromMs: cells.instant('from_date'),
    toMs: cells.instantOrNull('to_date'),
  }
}

/** A row of charge_price_information_periods.csv (settlement 7.2). */
export function toChargeInformation(cells: Cells): ChargeInformationInput {
  const resolution = cells.word('resolution', (text) => RESOLUTIONS.find((each) => each === text))
  if (resolution === null) cells.text('resolution')
  const isTax = cells.word('is_tax', (text) => BOOLEANS.get(text.toLowerCase()))
  if (isTax === null) cells.text('is_tax')
  return {
    ...keyOf(cells),
    resolution: resolution ?? 'P1D',
    isTax: isTax ?? false,
    fromMs: cells.instant('from_date'),
    toMs: cells.instantOrNull('to_date'),
  }
}

/** A row of charge_price_points.csv (settlement 7.2); a price that is not there is no price, so it is no row. */
export function toChargePrice(cells: Cells): ChargePriceInput[] {
  const key = keyOf(cells)
  const timeMs = cells.instant('charge_time')
  const microPrice = cells.micro('charge_price')
  return microPrice === null ? [] : [{ ...key, microPrice, timeMs }]
}

const RESOLUTIONS: readonly ChargeResolution[] = ['PT15M', 'PT1H', 'P1D', 'P1M']
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])
// Words, or the codes of documents (settlement 3.2).
const TYPES: ReadonlyMap<string, ChargeType> = new Map([
  ['subscription', 'subscription'],
  ['fee', 'fee'],
  ['tariff', 'tariff'],
  ['D01', 'subscription'],
  ['D02', 'fee'],
  ['D03', 'tariff'],
])

function keyOf(cells: Cells): ChargeInputKey {
  const chargeType = cells.word('charge_type', (text) => TYPES.get(text))
  if (chargeType === null) cells.text('charge_type')
  return {
    chargeCode: cells.text('charge_code'),
    chargeType: chargeType ?? 'tariff',
    chargeOwnerId: cells.text('charge_owner_id'),
  }
}

function quantityOf(cells: Cells): number {
  const quantity = cells.word('quantity', (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined))
  if (quantity === null) cells.text('quantity')
  return quantity ?? 0
}
