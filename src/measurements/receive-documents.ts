import type { Rsm012Document, Rsm012Transaction } from '../exchange/index.ts'
import type { Clock, Finding } from '../kernel/index.ts'
import type { PointDirectory } from '../metering-points/index.ts'
import { faultPoint, inTransaction, nextRecordedSeq, type ObjectStorage, type Transaction } from '../platform/index.ts'
import { acceptDeliveries, type IntakePorts, type ReadyDeliveries } from './accept-deliveries.ts'
import { deliveriesOf } from './document-deliveries.ts'
import { recordDocuments, recordReplay, type DocumentOutcome, type DocumentRecord, type Refusal } from './document-log.ts'
import { judgeDocuments, MessageRace, type AgainDocument, type JudgedDocument } from './judge-documents.ts'
import { recordPeriodReadings } from './period-reading.ts'

/** A document as it came in, decoded and packed off the main thread. */
export interface IncomingDocument {
  readonly source: string
  readonly bytes: number
  readonly sha256: string
  /** The raw bytes, zstd. */
  readonly packed: Buffer
  readonly decoded: Rsm012Document
}

/** What the sender is told. */
export interface DocumentReceipt {
  readonly documentId: string
  readonly source: string
  readonly outcome: DocumentOutcome
  readonly transactions: number
  readonly accepted: number
  /** Positions in accepted transactions. */
  readonly points: number
  readonly findings: readonly Finding[]
  readonly refusals: readonly Refusal[]
}

/** What receiving documents needs beside the intake of day rows. */
export interface DocumentPorts extends IntakePorts {
  readonly points: PointDirectory
  /** The party that may deliver for a grid area, as known now. */
  readonly responsibleFor: (trx: Transaction) => Promise<(gridArea: string) => string | undefined>
  readonly objects: ObjectStorage
  readonly clock: Clock
}

/** Raw documents up to this size (packed) lie in the row itself. */
const INLINE_BYTES = 65_536

/** How often a commit is tried whose message ids someone else used at the same moment. */
const ATTEMPTS = 3

/**
 * Receives documents in one commit. A refused transaction or document stores nothing but its refusal and the raw bytes;
 * what stands beside or behind it is accepted. The receipts are in the order of the documents.
 */
export async function receiveDocuments(documents: readonly IncomingDocument[], ports: DocumentPorts): Promise<DocumentReceipt[]> {
  // Large documents are kept before the commit, under their own hash: a repeat writes the same bytes to the same key.
  for (const document of documents) {
    if (document.packed.length > INLINE_BYTES) await ports.objects.put(rawKey(document), document.packed)
  }
  return await retried(() => commitDocuments(documents, ports))
}

/** Takes refused parts of a document in again. What is accepted now is marked as replayed. */
export async function receiveAgain(incoming: IncomingDocument, again: AgainDocument, ports: DocumentPorts): Promise<DocumentReceipt> {
  const [receipt] = await retried(() => commitDocuments([incoming], ports, again))
  if (receipt === undefined) throw new Error('a commit of one document gave no receipt')
  return receipt
}

async function retried<T>(commit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await commit()
    } catch (error) {
      if (!(isUniqueViolation(error) || error instanceof MessageRace) || attempt === ATTEMPTS) throw error
    }
  }
}

async function commitDocuments(documents: readonly IncomingDocument[], ports: DocumentPorts, again?: AgainDocument): Promise<DocumentReceipt[]> {
  const opened: ReadyDeliveries[] = []
  try {
    const receipts = await inTransaction(ports.pool, async (trx) => {
      const judged = await judgeDocuments(trx, documents, ports, again)
      if (judged.every((document) => document.outcome === 'repeated')) return judged.map(toReceipt)
      const ready = await acceptDeliveries(
        trx,
        judged.flatMap(({ incoming, accepted, documentId }) => deliveriesOf(incoming.decoded, accepted, documentId, ports.points, ports.zone)),
        ports,
      )
      opened.push(ready)
      faultPoint('intake:before-number')
      const seq = await nextRecordedSeq(trx)
      await ready.record(seq)
      await recordPeriodReadings(trx, judged, ports.series, seq)
      await recordJudged(trx, judged, ports, seq, again)
      faultPoint('intake:before-commit')
      return judged.map(toReceipt)
    })
    for (const ready of opened) ready.committed()
    faultPoint('intake:committed')
    return receipts
  } catch (error) {
    for (const ready of opened) await ready.discard()
    throw error
  }
}

async function recordJudged(
  trx: Transaction,
  judged: readonly JudgedDocument[],
  ports: DocumentPorts,
  seq: bigint,
  again: AgainDocument | undefined,
): Promise<void> {
  const nowMs = ports.clock.nowMs()
  const records = judged.filter((document) => document.outcome !== 'repeated').map((document) => toRecord(document, nowMs))
  if (again === undefined) await recordDocuments(trx, records, seq)
  else for (const record of records) await recordReplay(trx, record, again.parts, seq)
}

function toRecord({ incoming, documentId, outcome, accepted, refusals }: JudgedDocument, receivedAtMs: number): DocumentRecord {
  const { decoded, sha256, bytes, source, packed } = incoming
  return {
    documentId,
    senderId: textOrNull(decoded.header.senderId),
    messageId: textOrNull(decoded.header.messageId),
    source,
    receivedAtMs,
    sha256,
    bytes,
    outcome: outcome === 'repeated' ? 'accepted' : outcome,
    transactions: decoded.transactions.length,
    accepted: accepted.length,
    points: pointsOf(accepted),
    findings: decoded.findings,
    refusals,
    raw: packed.length <= INLINE_BYTES ? { inline: packed } : { key: rawKey(incoming) },
  }
}

function toReceipt({ incoming, documentId, outcome, accepted, refusals }: JudgedDocument): DocumentReceipt {
  const { decoded, source } = incoming
  const warnings = decoded.transactions.flatMap(({ findings }) => findings.filter((found) => found.severity === 'warning'))
  return {
    documentId,
    source,
    outcome,
    transactions: decoded.transactions.length,
    accepted: accepted.length,
    points: pointsOf(accepted),
    findings: [...decoded.findings, ...warnings],
    refusals,
  }
}

function pointsOf(transactions: readonly Rsm012Transaction[]): number {
  return transactions.reduce((sum, transaction) => sum + transaction.positions, 0)
}

function rawKey({ sha256 }: IncomingDocument): string {
  return `documents/${sha256.slice(0, 2)}/${sha256}.json.zst`
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
