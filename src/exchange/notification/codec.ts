import { decodeActivity } from '../activity/decode-activity.ts'
import { encodeActivity } from '../activity/encode-activity.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { NOTIFICATION } from './document.ts'
import type { EncodableNotification, NotificationDocument } from './document.ts'

/** Reads RSM-004, with every fault of form at once; nothing is thrown whatever the bytes are. */
export function decodeNotification(bytes: Uint8Array, format: DocumentFormat): NotificationDocument {
  return decodeActivity(bytes, format, NOTIFICATION)
}

/** Writes RSM-004. */
export function encodeNotification(
  header: DocumentHeader,
  records: Iterable<EncodableNotification>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return encodeActivity(NOTIFICATION, header, records, format)
}
