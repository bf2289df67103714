import { formatDecimal } from '../../kernel/index.ts'
import { coded, identified, partyOf } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { encodeSeries, given, headFields, seriesText } from '../document/series-text.ts'
import { RSM019_ROOT_KEY } from './document.ts'
import type { Rsm019Series, WholesalePoint, WholesaleQuality } from './document.ts'

/** A series to be written. */
export type EncodableWholesale = Omit<Rsm019Series, 'index' | 'findings' | 'refused'>

/**
 * Writes an RSM-019 document as compact CIM JSON: an unknown amount as 0, what is absent left out, decimals without
 * needless zeros (datahub 2.4).
 */
export function encodeRsm019(header: DocumentHeader, series: Iterable<EncodableWholesale>): Uint8Array<ArrayBuffer> {
  return encodeSeries(RSM019_ROOT_KEY, header, series, textOf)
}

function textOf(series: EncodableWholesale): string {
  const fields = {
    ...headFields(series),
    ...given('marketEvaluationPoint.type', series.meteringPointType, coded),
    ...given('marketEvaluationPoint.settlementMethod', series.settlementMethod, coded),
    ...given('chargeType.mRID', series.chargeCode, (code) => code),
    ...given('chargeType.type', series.chargeType, coded),
    ...given('chargeType.chargeTypeOwner_MarketParticipant.mRID', series.chargeOwnerId, partyOf),
    'meteringGridArea_Domain.mRID': identified('NDK', series.gridArea),
    'energySupplier_MarketParticipant.mRID': partyOf(series.energySupplierId),
    ...(series.product === '' ? {} : { product: series.product }),
    'quantity_Measure_Unit.name': coded(series.unit),
    ...given('price_Measure_Unit.name', series.priceUnit, coded),
    'currency_Unit.name': coded(series.currency),
  }
  return seriesText(fields, series, series.points.map(pointText))
}

function pointText({ position, quantity, price, amount, quality }: WholesalePoint): string {
  const quantityText = quantity === undefined ? '' : `,"energy_Quantity.quantity":${formatDecimal(quantity, 6)}`
  const priceText = price === undefined ? '' : `,"price.amount":{"value":${formatDecimal(price, 6)}}`
  const amountText = `,"energySum_Quantity.quantity":${formatDecimal(amount ?? 0n, 6)}`
  const qualityText = quality === undefined ? '' : `,"quality":{"value":"${CODES[quality]}"}`
  return `{"position":{"value":${position}}${quantityText}${priceText}${amountText}${qualityText}}`
}

const CODES: Readonly<Record<WholesaleQuality, 'A02' | 'A05' | 'A06'>> = {
  not_available: 'A02',
  incomplete: 'A05',
  calculated: 'A06',
}
