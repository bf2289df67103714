import { formatInstant } from '../../kernel/index.ts'
import type { Rsm012Header } from '../rsm012/document.ts'

/** The head that documents of the market have in common (datahub 2.1). */
export type DocumentHeader = Rsm012Header

/** What an acknowledgement says of the message that it answers; it has no types of its own (datahub 2.5). */
export interface ReceivedMessage {
  readonly messageId: string
  readonly processType: string
}

/** What the heads of answers say besides. */
export interface AnswerHead {
  /** only of an acknowledgement */
  readonly received?: ReceivedMessage
  /** A01 accepted, A02 refused (datahub 2.1) */
  readonly reasonCode?: 'A01' | 'A02'
}

/** The text of a document up to the first of its `Series`. */
export function headText(rootKey: string, header: DocumentHeader, answer: AnswerHead = {}): string {
  return `{"${rootKey}":${JSON.stringify(documentHead(header, answer)).slice(0, -1)},"Series":[`
}

/** The fields of a document's head, in their order in CIM JSON. */
export function documentHead(header: DocumentHeader, { received, reasonCode }: AnswerHead = {}): object {
  return {
    mRID: header.messageId,
    'businessSector.type': coded(header.businessSector),
    createdDateTime: formatInstant(header.createdAtMs),
    ...(received === undefined
      ? { 'process.processType': coded(header.processType) }
      : {
          'received_MarketDocument.mRID': received.messageId,
          'received_MarketDocument.process.processType': coded(received.processType),
        }),
    ...(reasonCode === undefined ? {} : { 'reason.code': coded(reasonCode) }),
    'receiver_MarketParticipant.mRID': partyOf(header.receiverId),
    'receiver_MarketParticipant.marketRole.type': coded(header.receiverRole),
    'sender_MarketParticipant.mRID': partyOf(header.senderId),
    'sender_MarketParticipant.marketRole.type': coded(header.senderRole),
    ...(received === undefined ? { type: coded(header.documentType) } : {}),
  }
}

/** A code as documents write it. */
export function coded(value: string): { readonly value: string } {
  return { value }
}

/** An identifier with who gave it. */
export function identified(
  codingScheme: string,
  value: string,
): { readonly codingScheme: string; readonly value: string } {
  return { codingScheme, value }
}

/** The identifier of a party: GLN are GS1's, EIC ENTSO-E's (datahub 2.1). */
export function partyOf(id: string): { readonly codingScheme: string; readonly value: string } {
  return identified(id.length === 16 ? 'A01' : 'A10', id)
}
