import { coded, headText, identified } from '../document/head-text.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import type { RequestType } from '../request/document.ts'
import { rejectionRootKey } from './document.ts'
import type { Rejection } from './document.ts'

/** Writes a rejection of requests as compact CIM JSON. */
export function encodeRejection(
  requestType: RequestType,
  header: DocumentHeader,
  rejections: Iterable<Rejection>,
): Uint8Array<ArrayBuffer> {
  const texts = Array.from(rejections, rejectionText)
  // A02: the request is refused (datahub 2.1).
  const head = headText(rejectionRootKey(requestType), header, { reasonCode: 'A02' })
  return new TextEncoder().encode(`${head}${texts.join(',')}]}}`)
}

/** The text of one entry of `Series`. */
export function rejectionText(rejection: Rejection): string {
  const { transactionId, originalTransactionId, meteringPointId, reasons } = rejection
  return JSON.stringify({
    mRID: transactionId,
    ...(meteringPointId === undefined ? {} : { 'marketEvaluationPoint.mRID': identified('A10', meteringPointId) }),
    'originalTransactionIDReference_Series.mRID': originalTransactionId,
    Reason: reasons.map(({ code, text }) => ({ code: coded(code), text })),
  })
}
