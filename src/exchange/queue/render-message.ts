import type { MarketZone } from '../../kernel/index.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { encodeRsm009 } from '../rsm009/encode.ts'
import { encodeRsm012 } from '../rsm012/encode.ts'
import { encodeRsm014 } from '../rsm014/encode.ts'
import { encodeRsm019 } from '../rsm019/encode.ts'
import { refusedTransaction } from './acknowledgement-item.ts'
import { aggregationSeries } from './aggregation-item.ts'
import type { BundlingKey, QueuedDocumentType, StoredItem } from './item.ts'
import type { Party, Sender } from './party.ts'
import { readingTransactions } from './reading-item.ts'
import { wholesaleSeries } from './wholesale-item.ts'

/** The head of a message, besides what its bundling key says. */
export interface MessageHead {
  readonly messageId: string
  /** epoch milliseconds */
  readonly createdAtMs: number
  readonly sender: Sender
  readonly receiver: Party
}

/** Writes a message as CIM JSON. */
export function renderMessage(
  head: MessageHead,
  key: BundlingKey,
  items: readonly StoredItem[],
  zone: MarketZone,
): Buffer {
  return RENDERERS[key.documentType](headerOf(head, key), key, items, zone)
}

type Renderer = (header: DocumentHeader, key: BundlingKey, items: readonly StoredItem[], zone: MarketZone) => Buffer

const RENDERERS: Readonly<Record<QueuedDocumentType, Renderer>> = {
  'RSM-009': (header, { relatedMessageId, processType }, items) => {
    const received = { messageId: relatedMessageId, processType }
    return asBuffer(encodeRsm009(header, received, items.map(refusedTransaction)))
  },
  'RSM-012': (header, _key, items, zone) => Buffer.concat([...encodeRsm012(header, readingTransactions(items), zone)]),
  'RSM-014': (header, _key, items) => asBuffer(encodeRsm014(header, items.map(aggregationSeries))),
  'RSM-019': (header, _key, items) => asBuffer(encodeRsm019(header, items.map(wholesaleSeries))),
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

const TYPE_CODES: Readonly<Record<QueuedDocumentType, string>> = {
  'RSM-009': '',
  'RSM-012': 'E66',
  'RSM-014': 'E31',
  'RSM-019': 'E31',
}

function headerOf({ messageId, createdAtMs, sender, receiver }: MessageHead, key: BundlingKey): DocumentHeader {
  return {
    messageId,
    documentType: TYPE_CODES[key.documentType],
    processType: key.processType,
    businessSector: '23',
    // Written to the second (datahub 2.1).
    createdAtMs: createdAtMs - (createdAtMs % 1000),
    senderId: sender.actorId,
    senderRole: sender.role,
    receiverId: receiver.actorId,
    receiverRole: receiver.role,
  }
}
