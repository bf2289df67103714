import { decodeActivity } from '../activity/decode-activity.ts'
import { encodeActivity } from '../activity/encode-activity.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { ANSWER_FORMS } from './document.ts'
import type { AnswerDocument, AnswerKind, EncodableAnswer } from './document.ts'

/** Reads an answer, with every fault of form at once; nothing is thrown whatever the bytes are. */
export function decodeAnswer(kind: AnswerKind, bytes: Uint8Array, format: DocumentFormat): AnswerDocument {
  return decodeActivity(bytes, format, ANSWER_FORMS[kind])
}

/** Writes an answer. */
export function encodeAnswer(
  kind: AnswerKind,
  header: DocumentHeader,
  records: Iterable<EncodableAnswer>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return encodeActivity(ANSWER_FORMS[kind], header, records, format)
}
