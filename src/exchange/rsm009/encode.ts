import { headText } from '../document/head-text.ts'
import type { DocumentHeader, ReceivedMessage } from '../document/head-text.ts'
import { RSM009_ROOT_KEY } from './document.ts'
import type { RefusedTransaction } from './document.ts'

/** Writes an RSM-009 document as compact CIM JSON. */
export function encodeRsm009(
  header: DocumentHeader,
  received: ReceivedMessage,
  transactions: Iterable<RefusedTransaction>,
): Uint8Array<ArrayBuffer> {
  const texts = Array.from(transactions, refusedTransactionText)
  return new TextEncoder().encode(`${headText(RSM009_ROOT_KEY, header, { received })}${texts.join(',')}]}}`)
}

/** The text of one entry of `Series`. */
export function refusedTransactionText({ transactionId, reasons }: RefusedTransaction): string {
  const Reason = reasons.map(({ code, text }) => ({ code: { value: code }, text }))
  return JSON.stringify({ mRID: transactionId, Reason })
}
