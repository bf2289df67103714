import { encodeActivity } from '../activity/encode-activity.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { MASTER_DATA_FORMS } from '../master-data-forms.ts'
import type { MasterDataType, QueuedDocumentType, StoredItem } from './item.ts'
import { storedRecord } from './master-data-item.ts'

/** Whether a document is one of master data. */
export function isMasterData(documentType: QueuedDocumentType): documentType is MasterDataType {
  return Object.hasOwn(MASTER_DATA_FORMS, documentType)
}

/** Writes a message of master data. */
export function renderMasterData(
  documentType: MasterDataType,
  header: DocumentHeader,
  items: readonly StoredItem[],
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  // Who packed an item has packed what the form of its document says.
  return encodeActivity(MASTER_DATA_FORMS[documentType], header, items.map(storedRecord), format)
}
