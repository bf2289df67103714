import type { FieldReader } from './field-reader.ts'
import type { DocumentHeader, ReceivedMessage } from './head-text.ts'

/** The types that a document may state. */
export interface DocumentTypes {
  readonly documentType: string
  /** any when absent */
  readonly processTypes?: readonly string[]
}

/** Reads the head of a document. @param types absent for one that has none of its own, such as an acknowledgement */
export function readHead(read: FieldReader, types?: DocumentTypes): DocumentHeader {
  return {
    messageId: read.id('mRID', 'message id', { empty: '00201', long: '00305' }),
    documentType: types === undefined ? '' : read.oneOf('type', [types.documentType], '00401'),
    processType: types === undefined ? '' : processTypeOf(read, types),
    businessSector: read.oneOf('businessSector.type', ['23'], '00403'),
    createdAtMs: read.instant('createdDateTime'),
    senderId: party(read, 'sender_MarketParticipant.mRID'),
    senderRole: read.required('sender_MarketParticipant.marketRole.type'),
    receiverId: party(read, 'receiver_MarketParticipant.mRID'),
    receiverRole: read.required('receiver_MarketParticipant.marketRole.type'),
  }
}

/** Reads what an acknowledgement says of the message that it answers. */
export function readReceived(read: FieldReader): ReceivedMessage {
  return {
    messageId: read.id('received_MarketDocument.mRID', 'id of the received message', { empty: '00201', long: '00305' }),
    processType: read.optional('received_MarketDocument.process.processType') ?? '',
  }
}

function processTypeOf(read: FieldReader, { processTypes }: DocumentTypes): string {
  const key = 'process.processType'
  return processTypes === undefined ? read.required(key) : read.oneOf(key, processTypes, '00402')
}

function party(read: FieldReader, key: string): string {
  const id = read.required(key)
  read.checkParty(key, id)
  return id
}

/** A head of which nothing could be read. */
export const NO_HEAD: DocumentHeader = {
  messageId: '',
  documentType: '',
  processType: '',
  businessSector: '',
  createdAtMs: Number.NaN,
  senderId: '',
  senderRole: '',
  receiverId: '',
  receiverRole: '',
}
