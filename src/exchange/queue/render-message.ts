import { GridbookError } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import type { RequestType } from '../request/document.ts'
import { MASTER_DATA_FORMS } from '../master-data-forms.ts'
import { encodeRsm009 } from '../rsm009/encode.ts'
import { encodeRsm012 } from '../rsm012/encode.ts'
import { encodeRsm014 } from '../rsm014/encode.ts'
import { encodeRsm019 } from '../rsm019/encode.ts'
import { encodeRejection } from '../rejection/encode.ts'
import { refusedTransaction } from './acknowledgement-item.ts'
import { aggregationSeries } from './aggregation-item.ts'
import type { BundlingKey, MasterDataType, QueuedDocumentType, StoredItem } from './item.ts'
import { isMasterData, renderMasterData } from './render-master-data.ts'
import type { Party, Sender } from './party.ts'
import { readingTransactions } from './reading-item.ts'
import { wholesaleSeries } from './wholesale-item.ts'
import { storedRejection } from './rejection-item.ts'

/** The head of a message, besides what its bundling key says. */
export interface MessageHead {
  readonly messageId: string
  /** epoch milliseconds */
  readonly createdAtMs: number
  readonly sender: Sender
  readonly receiver: Party
}

/** How a message is written. */
interface Rendering {
  readonly zone: MarketZone
  readonly format: DocumentFormat
}

/** Writes a message. @throws MEDIA_TYPE for a format in which there is no such document */
export function renderMessage(
  head: MessageHead,
  key: BundlingKey,
  items: readonly StoredItem[],
  { zone, format }: Rendering,
): Buffer {
  const { documentType } = key
  const header = headerOf(head, key)
  if (isMasterData(documentType)) return asBuffer(renderMasterData(documentType, header, items, format))
  if (format === 'json') return RENDERERS[documentType](header, key, items, zone)
  throw new GridbookError('MEDIA_TYPE', `the next message is ${documentType}, which there is as application/json only`)
}

type JsonOnly = Exclude<QueuedDocumentType, MasterDataType>
type Renderer = (header: DocumentHeader, key: BundlingKey, items: readonly StoredItem[], zone: MarketZone) => Buffer

const RENDERERS: Readonly<Record<JsonOnly, Renderer>> = {
  'RSM-009': (header, { relatedMessageId, processType }, items) => {
    const received = { messageId: relatedMessageId, processType }
    return asBuffer(encodeRsm009(header, received, items.map(refusedTransaction)))
  },
  'RSM-012': (header, _key, items, zone) => Buffer.concat([...encodeRsm012(header, readingTransactions(items), zone)]),
  'RSM-014': (header, _key, items) => asBuffer(encodeRsm014(header, items.map(aggregationSeries))),
  'RSM-019': (header, _key, items) => asBuffer(encodeRsm019(header, items.map(wholesaleSeries))),
  'RSM-015': rejection('RSM-015'),
  'RSM-016': rejection('RSM-016'),
  'RSM-017': rejection('RSM-017'),
}

function rejection(requestType: RequestType): Renderer {
  return (header, _key, items) => asBuffer(encodeRejection(requestType, header, items.map(storedRejection)))
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

const TYPE_CODES: Readonly<Record<JsonOnly, string>> = {
  'RSM-009': '',
  'RSM-012': 'E66',
  'RSM-014': 'E31',
  'RSM-019': 'E31',
  'RSM-015': 'ERR',
  'RSM-016': 'ERR',
  'RSM-017': 'ERR',
}

function typeCodeOf(documentType: QueuedDocumentType): string {
  return isMasterData(documentType) ? MASTER_DATA_FORMS[documentType].documentType : TYPE_CODES[documentType]
}

function headerOf({ messageId, createdAtMs, sender, receiver }: MessageHead, key: BundlingKey): DocumentHeader {
  return {
    messageId,
    documentType: typeCodeOf(key.documentType),
    processType: key.processType,
    businessSector: '23',
    // Written to the second (datahub 2.1).
    createdAtMs: createdAtMs - (createdAtMs % 1000),
    senderId: sender.actorId,
    // datahub 1.5: the hub speaks of master data in a role of its own.
    senderRole: isMasterData(key.documentType) ? 'DDZ' : sender.role,
    receiverId: receiver.actorId,
    receiverRole: receiver.role,
  }
}
