import { METERING_POINT_ID, ORIGINAL_TRANSACTION_ID } from '../activity/activity-form.ts'
import type { ActivityDocument, ActivityForm, ActivityRecord, EncodableRecord } from '../activity/activity-form.ts'
import { CHARACTERISTICS_REQUEST } from '../characteristics/document.ts'
import type { Form } from '../form/form.ts'
import { SERVICE_REQUEST } from '../service/document.ts'

/** What is answered, and how: A01 confirms, A02 rejects. */
export type AnswerKind = 'RSM-020-A01' | 'RSM-020-A02' | 'RSM-021-A01' | 'RSM-021-A02'

/** The answer to one transaction. */
export interface AnswerRecord extends ActivityRecord {
  /** the id that the asker gave his transaction */
  readonly originalTransactionId: string
  /** GSRN */
  readonly meteringPointId?: string | undefined
  /** why it is rejected; none of a confirmation */
  readonly reasons: readonly AnswerReason[]
}

/** Why something is rejected: the market's code, and a sentence. */
export interface AnswerReason {
  readonly code: string
  readonly text?: string | undefined
}

/** An answer to be written. */
export type EncodableAnswer = EncodableRecord<AnswerRecord>

/** A confirmation or rejection as it was read. */
export type AnswerDocument = ActivityDocument<AnswerRecord>

const REASON: Form<AnswerReason> = [
  { kind: 'coded', name: 'code', cim: 'code', required: true },
  { kind: 'bare', name: 'text', cim: 'text' },
]

type AnswerForm = ActivityForm<AnswerRecord>
type Answered = Pick<ActivityForm<never>, 'rootKey' | 'processTypes'>

const RECORD: AnswerForm['record'] = [{ ...ORIGINAL_TRANSACTION_ID, required: true }, METERING_POINT_ID]

function confirmationOf(request: Answered): AnswerForm {
  const reasons = { kind: 'list', name: 'reasons', cim: 'Reason', fields: REASON } as const
  return { ...headOf('Confirm', request), reasonCode: 'A01', record: [...RECORD, reasons] }
}

function rejectionOf(request: Answered): AnswerForm {
  const reasons = { kind: 'list', name: 'reasons', cim: 'Reason', fields: REASON, required: true } as const
  return { ...headOf('Reject', request), reasonCode: 'A02', record: [...RECORD, reasons] }
}

function headOf(verb: 'Confirm' | 'Reject', { rootKey, processTypes = [] }: Answered) {
  return { rootKey: `${verb}${rootKey}`, documentType: '414', processTypes }
}

/** The answers to requests of master data (datahub 2.7), in the process of the request. */
export const ANSWER_FORMS: Readonly<Record<AnswerKind, AnswerForm>> = {
  'RSM-020-A01': confirmationOf(SERVICE_REQUEST),
  'RSM-020-A02': rejectionOf(SERVICE_REQUEST),
  'RSM-021-A01': confirmationOf(CHARACTERISTICS_REQUEST),
  'RSM-021-A02': rejectionOf(CHARACTERISTICS_REQUEST),
}
