import type { Finding } from '../../kernel/index.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import type { Form } from '../form/form.ts'

/** The list that holds the transactions of master data (datahub 2.7). */
export const RECORDS = 'MktActivityRecord'

/** What a transaction of any such document has. */
export interface ActivityRecord {
  /** place in `MktActivityRecord`, counted from 0 */
  readonly index: number
  readonly transactionId: string
}

/** A transaction to be written. */
export type EncodableRecord<Item extends ActivityRecord> = Omit<Item, 'index'>

/** How a document of such transactions is called and built. */
export interface ActivityForm<Item extends ActivityRecord> {
  /** in JSON, and the first part of every path in a finding */
  readonly rootKey: string
  /** in XML, without prefix; the root key when absent */
  readonly rootElement?: string
  /** such as E07 */
  readonly documentType: string
  /** those that it may state; any when absent */
  readonly processTypes?: readonly string[]
  /** of an answer: A01 accepted, A02 refused */
  readonly reasonCode?: 'A01' | 'A02'
  /** the fields of a transaction after its id */
  readonly record: Form<Omit<Item, 'index' | 'transactionId'>>
}

/** A document as it says it, with everything that is wrong with its form. */
export interface ActivityDocument<Item extends ActivityRecord> {
  readonly header: DocumentHeader
  /** every entry of `MktActivityRecord`; empty when the document cannot be read */
  readonly records: readonly Item[]
  /** faults of form, each with its path; an error refuses the document */
  readonly findings: readonly Finding[]
}

/** The field with which every transaction begins. */
export const TRANSACTION_ID = { kind: 'bare', name: 'transactionId', cim: 'mRID' } as const

/** The field by which a transaction refers to another, in the order of the documents that have it. */
export const ORIGINAL_TRANSACTION_ID = {
  kind: 'bare',
  name: 'originalTransactionId',
  cim: 'originalTransactionIDReference_MktActivityRecord.mRID',
} as const

/** The field with the metering point that a transaction is about, where it says no more of it. */
export const METERING_POINT_ID = {
  kind: 'identified',
  name: 'meteringPointId',
  cim: 'marketEvaluationPoint.mRID',
  scheme: 'A10',
} as const

/** The field with the instant from which on something holds. */
export const VALIDITY_START = {
  kind: 'bare',
  name: 'validityStart',
  cim: 'validityStart_DateAndOrTime.dateTime',
} as const
