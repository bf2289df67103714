import { encodeDocument } from '../exchange/index.ts'
import type { DeliveredDocument } from './delivered-document.ts'
import { SANDBOX_ZONE } from './market-days.ts'

/** A document as compact RSM-012 CIM JSON. */
export function documentBytes(document: DeliveredDocument): Uint8Array {
  return Buffer.concat([...encodeDocument(document, SANDBOX_ZONE)])
}
