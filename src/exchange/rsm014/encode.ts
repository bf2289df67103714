import { formatDecimal, formatInstantToMinute } from '../../kernel/index.ts'
import { coded, headText, identified, partyOf } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { RSM014_ROOT_KEY } from './document.ts'
import type { AggregatePoint, AggregateQuality, Rsm014Series } from './document.ts'

/** A series to be written. */
export type EncodableSeries = Omit<Rsm014Series, 'index' | 'findings' | 'refused'>

/**
 * Writes an RSM-014 document as compact CIM JSON: measured is written without a quality, missing as A02 without a
 * quantity, decimals without needless zeros (datahub 2.3).
 */
export function encodeRsm014(header: DocumentHeader, series: Iterable<EncodableSeries>): Uint8Array<ArrayBuffer> {
  const texts = Array.from(series, seriesText)
  return new TextEncoder().encode(`${headText(RSM014_ROOT_KEY, header)}${texts.join(',')}]}}`)
}

function seriesText(series: EncodableSeries): string {
  const fields = {
    mRID: series.transactionId,
    version: String(series.version),
    ...given('settlement_Series.version', series.settlementVersion, coded),
    ...given('originalTransactionIDReference_Series.mRID', series.originalTransactionId, (id) => id),
    'meteringGridArea_Domain.mRID': identified('NDK', series.gridArea),
    ...given('energySupplier_MarketParticipant.mRID', series.energySupplierId, partyOf),
    ...given('balanceResponsibleParty_MarketParticipant.mRID', series.balanceResponsibleId, partyOf),
    'marketEvaluationPoint.type': coded(series.meteringPointType),
    ...given('marketEvaluationPoint.settlementMethod', series.settlementMethod, coded),
    ...(series.product === '' ? {} : { product: series.product }),
    'quantity_Measure_Unit.name': coded(series.unit),
    Period: {
      resolution: series.resolution,
      timeInterval: {
        start: coded(formatInstantToMinute(series.fromMs)),
        end: coded(formatInstantToMinute(series.toMs)),
      },
    },
  }
  // Points are written by hand: JSON.stringify would make floating-point numbers of the quantities.
  return `${JSON.stringify(fields).slice(0, -2)},"Point":[${series.points.map(pointText).join(',')}]}}`
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

function given<T>(key: string, value: string | undefined, write: (value: string) => T): Record<string, T> {
  return value === undefined ? {} : { [key]: write(value) }
}
