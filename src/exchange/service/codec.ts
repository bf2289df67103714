import { decodeActivity } from '../activity/decode-activity.ts'
import { encodeActivity } from '../activity/encode-activity.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { SERVICE_REQUEST } from './document.ts'
import type { EncodableService, ServiceDocument } from './document.ts'

/** Reads RSM-020, with every fault of form at once; nothing is thrown whatever the bytes are. */
export function decodeServiceRequest(bytes: Uint8Array, format: DocumentFormat): ServiceDocument {
  return decodeActivity(bytes, format, SERVICE_REQUEST)
}

/** Writes RSM-020. */
export function encodeServiceRequest(
  header: DocumentHeader,
  records: Iterable<EncodableService>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return encodeActivity(SERVICE_REQUEST, header, records, format)
}
