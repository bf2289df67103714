import type { ActivityForm, ActivityRecord } from '../activity/activity-form.ts'
import { encodeActivity } from '../activity/encode-activity.ts'
import { ANSWER_FORMS } from '../answer/document.ts'
import { CHARACTERISTICS } from '../characteristics/document.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { NOTIFICATION } from '../notification/document.ts'
import { SERVICE_REQUEST } from '../service/document.ts'
import type { MasterDataType, QueuedDocumentType, StoredItem } from './item.ts'
import { storedRecord } from './master-data-item.ts'

// Who packed an item has packed what the form of its document says.
const FORMS = {
  'RSM-004': NOTIFICATION,
  'RSM-020': SERVICE_REQUEST,
  'RSM-022': CHARACTERISTICS,
  ...ANSWER_FORMS,
} as const satisfies Record<MasterDataType, object>

/** Whether a document is one of master data. */
export function isMasterData(documentType: QueuedDocumentType): documentType is MasterDataType {
  return Object.hasOwn(FORMS, documentType)
}

/** The type that each document states in its head. */
export const MASTER_DATA_CODES = Object.fromEntries(
  Object.entries(FORMS).map(([documentType, form]) => [documentType, form.documentType]),
) as Readonly<Record<MasterDataType, string>>

/** Writes a message of master data. */
export function renderMasterData(
  documentType: MasterDataType,
  header: DocumentHeader,
  items: readonly StoredItem[],
  format: DocumentFormat,
): Uint8Array<ArrayBuffer> {
  const form = FORMS[documentType] as ActivityForm<ActivityRecord>
  return encodeActivity(form, header, items.map(storedRecord), format)
}
