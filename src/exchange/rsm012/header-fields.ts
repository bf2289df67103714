import { KeyTable } from '../json/key-table.ts'
import type { Scalar } from '../json/scanner.ts'

/** The keys of the document's head, each holding one text. */
const HEADER_KEYS = [
  'mRID',
  'type',
  'process.processType',
  'businessSector.type',
  'createdDateTime',
  'sender_MarketParticipant.mRID',
  'sender_MarketParticipant.marketRole.type',
  'receiver_MarketParticipant.mRID',
  'receiver_MarketParticipant.marketRole.type',
] as const
export type HeaderKey = (typeof HEADER_KEYS)[number]

/** The head as written, not yet judged. */
export type HeaderFields = Partial<Record<HeaderKey, Scalar>>

/** The keys of the document: those of its head, and the list of transactions. */
export const DOCUMENT_TABLE = new KeyTable([...HEADER_KEYS, 'Series'])
