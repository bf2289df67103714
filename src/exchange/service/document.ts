import { METERING_POINT_ID } from '../activity/activity-form.ts'
import type { ActivityDocument, ActivityForm, ActivityRecord, EncodableRecord } from '../activity/activity-form.ts'

/** A service that a supplier asks the grid company for, by way of the hub. Texts as they are written. */
export interface ServiceRecord extends ActivityRecord {
  /** GSRN */
  readonly meteringPointId: string
  /** an instant: when it is wanted */
  readonly start?: string | undefined
  /** D01 disconnect, D03 reopen, D05 check of the meter, D08 to D13 (datahub 2.13) */
  readonly serviceType?: string | undefined
  readonly description?: string | undefined
}

/** Such a transaction to be written. */
export type EncodableService = EncodableRecord<ServiceRecord>

/** RSM-020 as it was read. */
export type ServiceDocument = ActivityDocument<ServiceRecord>

/** RSM-020, from a supplier to the hub and from the hub to a grid company (BRS-039). */
export const SERVICE_REQUEST: ActivityForm<ServiceRecord> = {
  rootKey: 'RequestService_MarketDocument',
  documentType: 'D22',
  processTypes: ['D22'],
  record: [
    { ...METERING_POINT_ID, required: true },
    { kind: 'bare', name: 'start', cim: 'start_DateAndOrTime.dateTime' },
    { kind: 'coded', name: 'serviceType', cim: 'serviceType' },
    { kind: 'bare', name: 'description', cim: 'description' },
  ],
}
