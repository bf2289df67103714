import { METERING_POINT_ID, ORIGINAL_TRANSACTION_ID, VALIDITY_START } from '../activity/activity-form.ts'
import type { ActivityDocument, ActivityForm, ActivityRecord, EncodableRecord } from '../activity/activity-form.ts'

/** Word of something that happened to a metering point; what it was, the process type says (datahub 3.3). */
export interface NotificationRecord extends ActivityRecord {
  readonly originalTransactionId?: string | undefined
  /** an instant, as it is written */
  readonly validityStart?: string | undefined
  /** GSRN */
  readonly meteringPointId: string
}

/** Such a transaction to be written. */
export type EncodableNotification = EncodableRecord<NotificationRecord>

/** RSM-004 as it was read. */
export type NotificationDocument = ActivityDocument<NotificationRecord>

/** RSM-004 (datahub 2.10). A process type that is not known is no fault: somebody has to look at it. */
export const NOTIFICATION: ActivityForm<NotificationRecord> = {
  rootKey: 'GenericNotification_MarketDocument',
  documentType: 'E44',
  record: [ORIGINAL_TRANSACTION_ID, VALIDITY_START, { ...METERING_POINT_ID, required: true }],
}
