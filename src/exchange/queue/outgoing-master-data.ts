import type { ActivityRecord } from '../activity/activity-form.ts'
import type { AnswerKind, AnswerRecord } from '../answer/document.ts'
import type { CharacteristicsRecord } from '../characteristics/document.ts'
import type { NotificationRecord } from '../notification/document.ts'
import type { ServiceRecord } from '../service/document.ts'
import type { Party } from './party.ts'

/** A transaction of master data for one receiver: one message (datahub 1.4). */
interface OutgoingMasterData<Item extends ActivityRecord> {
  readonly receiver: Party
  /** such as E02; of an answer that of the request */
  readonly processType: string
  /** the message that this answers or follows from */
  readonly relatedMessageId?: string
  readonly record: Omit<Item, 'index' | 'transactionId'> & {
    /** unique for ever, when the sender has to know it, as of what will be answered; the queue makes one when absent */
    readonly transactionId?: string
  }
}

/** What a point is from an instant on: RSM-022 (datahub 2.8). */
export type OutgoingCharacteristics = OutgoingMasterData<CharacteristicsRecord>

/** Word of what happened to a point: RSM-004 (datahub 2.10). */
export type OutgoingNotification = OutgoingMasterData<NotificationRecord>

/** A service that is asked of a grid company: RSM-020, as a supplier asked the hub for it. */
export type OutgoingServiceRequest = OutgoingMasterData<ServiceRecord>

/** The answer to a transaction of RSM-020 or RSM-021. */
export type OutgoingAnswer = OutgoingMasterData<AnswerRecord> & { readonly kind: AnswerKind }
