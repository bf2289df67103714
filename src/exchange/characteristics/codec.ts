import { decodeActivity } from '../activity/decode-activity.ts'
import { encodeActivity } from '../activity/encode-activity.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { CHARACTERISTICS, CHARACTERISTICS_REQUEST } from './document.ts'
import type { CharacteristicsDocument, EncodableCharacteristics } from './document.ts'

/** Reads RSM-022, with every fault of form at once; nothing is thrown whatever the bytes are. */
export function decodeCharacteristics(bytes: Uint8Array, format: DocumentFormat): CharacteristicsDocument {
  return decodeActivity(bytes, format, CHARACTERISTICS)
}

/** Writes RSM-022. */
export function encodeCharacteristics(
  header: DocumentHeader,
  records: Iterable<EncodableCharacteristics>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return encodeActivity(CHARACTERISTICS, header, records, format)
}

/** Reads RSM-021, with every fault of form at once; nothing is thrown whatever the bytes are. */
export function decodeCharacteristicsRequest(bytes: Uint8Array, format: DocumentFormat): CharacteristicsDocument {
  return decodeActivity(bytes, format, CHARACTERISTICS_REQUEST)
}

/** Writes RSM-021: an empty text takes a value away. */
export function encodeCharacteristicsRequest(
  header: DocumentHeader,
  records: Iterable<EncodableCharacteristics>,
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  return encodeActivity(CHARACTERISTICS_REQUEST, header, records, format)
}
