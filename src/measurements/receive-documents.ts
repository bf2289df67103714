import type { Rsm012Transaction } from '../exchange/index.ts'
import { faultPoint, inTransaction, nextRecordedSeq, type Transaction } from '../platform/index.ts'
import { acceptDeliveries, type ReadyDeliveries } from './accept-deliveries.ts'
import { deliveriesOf } from './document-deliveries.ts'
import { recordDocuments, recordReplay, type DocumentRecord } from './document-log.ts'
import type { DocumentPorts, DocumentReceipt, IncomingDocument, ReceivedDocument } from './incoming-document.ts'
import type { AgainDocument, JudgedDocument } from './judge-document.ts'
import { claimAll, judgeDocuments, MessageRace, TransactionTaken } from './judge-documents.ts'
import { recordPeriodReadings } from './period-reading.ts'

/** How often a commit is tried whose message ids someone else used at the same moment. */
const ATTEMPTS = 3

/**
 * Receives documents in one commit. A refused transaction or document stores nothing but its refusal and the raw bytes;
 * what stands beside or behind it is accepted. The receipts are in the order of the documents.
 */
export async function receiveDocuments(
  documents: readonly IncomingDocument[],
  ports: DocumentPorts,
): Promise<DocumentReceipt[]> {
  return await retried((claims) => commitDocuments(documents, ports, { claims }))
}

/** Takes refused parts of a document in again. What is accepted now is marked as replayed. */
export async function receiveAgain(
  incoming: IncomingDocument,
  again: AgainDocument,
  ports: DocumentPorts,
): Promise<DocumentReceipt> {
  const [receipt] = await retried(() => commitDocuments([incoming], ports, { again, claims: 'now' }))
  if (receipt === undefined) throw new Error('a commit of one document gave no receipt')
  return receipt
}

// Nearly always every transaction id is free: so the first attempt takes them while its files are written, and a later one,
// which knows that something is amiss, takes them first.
async function retried<T>(commit: (claims: 'now' | 'later') => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await commit(attempt === 1 ? 'later' : 'now')
    } catch (error) {
      const outOfDate = isRace(error) || error instanceof MessageRace || error instanceof TransactionTaken
      if (!outOfDate || attempt === ATTEMPTS) throw error
    }
  }
}

interface CommitOptions {
  readonly claims: 'now' | 'later'
  readonly again?: AgainDocument
}

async function commitDocuments(
  documents: readonly IncomingDocument[],
  ports: DocumentPorts,
  { claims, again }: CommitOptions,
): Promise<DocumentReceipt[]> {
  const opened: ReadyDeliveries[] = []
  try {
    const receipts = await inTransaction(ports.pool, async (trx) => {
      const judged = await judgeDocuments(trx, documents, ports, { again, claims })
      const received = judged.map((document) => toReceived(document, again))
      if (judged.every((document) => document.outcome === 'repeated')) {
        await ports.alongside?.(trx, received, undefined)
        return judged.map(toReceipt)
      }
      const ready = await acceptDeliveries(
        trx,
        judged.flatMap(({ incoming, accepted, documentId }) =>
          deliveriesOf(incoming.decoded, accepted, documentId, ports.points, ports.zone),
        ),
        ports,
        { beside: async () => (claims === 'later' ? await claimAll(trx, judged) : undefined) },
      )
      opened.push(ready)
      faultPoint('intake:before-number')
      const seq = await nextRecordedSeq(trx)
      await ready.record(seq)
      await recordPeriodReadings(trx, judged, ports.series, seq)
      await recordJudged(trx, judged, ports, seq, again)
      await ports.alongside?.(trx, received, seq)
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
  const records = judged
    .filter((document) => document.outcome !== 'repeated')
    .map((document) => toRecord(document, nowMs))
  if (again === undefined) await recordDocuments(trx, records, seq)
  else for (const record of records) await recordReplay(trx, record, again.parts, seq)
}

function toRecord(
  { incoming, documentId, outcome, accepted, refusals }: JudgedDocument,
  receivedAtMs: number,
): DocumentRecord {
  const { decoded, sha256, bytes, source, raw } = incoming
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
    raw,
  }
}

function toReceived(
  { incoming, documentId, outcome, accepted, refusals }: JudgedDocument,
  again: AgainDocument | undefined,
): ReceivedDocument {
  const { source, decoded: document } = incoming
  const fresh =
    again === undefined ? refusals : refusals.filter((refusal) => !again.parts.has(refusal.transactionIndex))
  return { documentId, source, outcome, document, accepted, refusals: fresh }
}

function toReceipt({ incoming, documentId, outcome, accepted, refusals }: JudgedDocument): DocumentReceipt {
  const { decoded, source } = incoming
  const warnings = decoded.transactions.flatMap(({ findings }) =>
    findings.filter((found) => found.severity === 'warning'),
  )
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

function textOrNull(text: string): string | null {
  return text === '' ? null : text
}

// A key that somebody else has just used; two commits that wait for each other, because one takes its transaction ids
// first and the other last.
const RACES: readonly unknown[] = ['23505', '40P01']

function isRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RACES.includes(error.code)
}
