import { coded, headText, identified, partyOf } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { REQUEST_FORMS } from './document.ts'
import type { RequestedCharge, RequestSeries, RequestType } from './document.ts'
import { SERIES_FIELDS, SERIES_KEYS } from './read-series.ts'

/** A transaction to be written. */
export type EncodableRequest = Omit<RequestSeries, 'index' | 'charges'> & {
  readonly charges?: readonly RequestedCharge[]
}

/** Writes a request as compact CIM JSON: what is not stated is left out (datahub 2.6). */
export function encodeRequest(
  requestType: RequestType,
  header: DocumentHeader,
  series: Iterable<EncodableRequest>,
): Uint8Array<ArrayBuffer> {
  const texts = Array.from(series, (one) => JSON.stringify(seriesFields(requestType, one)))
  return new TextEncoder().encode(`${headText(REQUEST_FORMS[requestType].rootKey, header)}${texts.join(',')}]}}`)
}

function seriesFields(requestType: RequestType, series: EncodableRequest): object {
  const { charges = [] } = series
  return {
    mRID: series.transactionId,
    ...Object.fromEntries(
      SERIES_FIELDS[requestType].flatMap((field) => {
        const text = series[field]
        return text === undefined ? [] : [[SERIES_KEYS[field], WRITTEN[field](text)]]
      }),
    ),
    ...(charges.length === 0 ? {} : { ChargeType: charges.map(chargeFields) }),
  }
}

function chargeFields({ code, type }: RequestedCharge): object {
  return { ...(code === undefined ? {} : { mRID: code }), ...(type === undefined ? {} : { type: coded(type) }) }
}

const bare = (text: string): string => text

// datahub 2.1: codes are wrapped, identifiers say who gave them, instants and resolutions are bare.
const WRITTEN: Readonly<Record<keyof typeof SERIES_KEYS, (text: string) => unknown>> = {
  meteringPointId: (text) => identified('A10', text),
  start: bare,
  end: bare,
  meteringPointType: coded,
  settlementMethod: coded,
  gridArea: (text) => identified('NDK', text),
  energySupplierId: partyOf,
  balanceResponsibleId: partyOf,
  chargeOwnerId: partyOf,
  resolution: bare,
  settlementVersion: coded,
}
