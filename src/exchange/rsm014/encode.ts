import { formatDecimal } from '../../kernel/index.ts'
import { coded, identified, partyOf } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { encodeSeries, given, headFields, seriesText } from '../document/series-text.ts'
import { RSM014_ROOT_KEY } from './document.ts'
import type { AggregatePoint, AggregateQuality, Rsm014Series } from './document.ts'

/** A series to be written. */
export type EncodableSeries = Omit<Rsm014Series, 'index' | 'findings' | 'refused'>

/**
 * Writes an RSM-014 document as compact CIM JSON: measured is written without a quality, missing as A02 without a
 * quantity, decimals without needless zeros (datahub 2.3).
 */
export function encodeRsm014(header: DocumentHeader, series: Iterable<EncodableSeries>): Uint8Array<ArrayBuffer> {
  return encodeSeries(RSM014_ROOT_KEY, header, series, textOf)
}

function textOf(series: EncodableSeries): string {
  const fields = {
    ...headFields(series),
    'meteringGridArea_Domain.mRID': identified('NDK', series.gridArea),
    ...given('energySupplier_MarketParticipant.mRID', series.energySupplierId, partyOf),
    ...given('balanceResponsibleParty_MarketParticipant.mRID', series.balanceResponsibleId, partyOf),
    'marketEvaluationPoint.type': coded(series.meteringPointType),
    ...given('marketEvaluationPoint.settlementMethod', series.settlementMethod, coded),
    ...(series.product === '' ? {} : { product: series.product }),
    'quantity_Measure_Unit.name': coded(series.unit),
  }
  return seriesText(fields, series, series.points.map(pointText))
}

function pointText({ position, quantity, quality }: AggregatePoint): string {
  const code = quantity === undefined ? 'A02' : CODES[quality]
  const qualityText = code === undefined ? '' : `,"quality":{"value":"${code}"}`
  const quantityText = quantity === undefined ? '' : `,"quantity":${formatDecimal(quantity, 6)}`
  return `{"position":{"value":${position}}${qualityText}${quantityText}}`
}

const CODES: Readonly<Record<AggregateQuality, 'A02' | 'A03' | 'A05' | 'A06' | undefined>> = {
  measured: undefined,
  missing: 'A02',
  estimated: 'A03',
  incomplete: 'A05',
  calculated: 'A06',
}
