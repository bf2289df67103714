import { seriesPath, type Rsm012Transaction } from '../exchange/index.ts'
import { finding, type Finding } from '../kernel/index.ts'
import { newUlid, type Transaction } from '../platform/index.ts'
import {
  claimAllTransactions,
  claimTransactions,
  knownMessages,
  type DocumentOutcome,
  type KnownMessage,
  type Refusal,
} from './document-log.ts'
import { judgeTransaction } from './judge-transaction.ts'
import type { DocumentPorts, IncomingDocument } from './incoming-document.ts'

/** A document with what is to become of it. */
export interface JudgedDocument {
  readonly incoming: IncomingDocument
  readonly documentId: string
  outcome: DocumentOutcome
  readonly accepted: Rsm012Transaction[]
  readonly refusals: Refusal[]
}

/** A document that is taken in again: its number in the log, and the refused parts to look at (-1: all of it). */
export interface AgainDocument {
  readonly documentId: string
  readonly parts: ReadonlySet<number>
}

/**
 * Decides about documents together: by their own text, by master data, and by what was received before.
 * @param options.claims later: the caller takes the transaction ids by claimAll, which fails when one is not free
 */
export async function judgeDocuments(
  trx: Transaction,
  documents: readonly IncomingDocument[],
  ports: DocumentPorts,
  { again, claims }: { readonly again?: AgainDocument | undefined; readonly claims: 'now' | 'later' },
): Promise<JudgedDocument[]> {
  const known = await knownMessages(
    trx,
    documents.map(({ decoded }) => decoded.header),
  )
  await ports.points.refresh(
    trx,
    documents.flatMap(({ decoded }) => decoded.transactions.map((transaction) => transaction.meteringPointId)),
  )
  const responsibleFor = await ports.responsibleFor(trx)
  const judged = documents.map((incoming) => judgeDocument(incoming, known, responsibleFor, ports, again))
  if (claims === 'now') await refuseTakenTransactions(trx, judged, known)
  for (const document of judged) settleOutcome(document)
  return judged
}

function judgeDocument(
  incoming: IncomingDocument,
  known: Map<string, KnownMessage>,
  responsibleFor: (gridArea: string) => string | undefined,
  ports: DocumentPorts,
  again: AgainDocument | undefined,
): JudgedDocument {
  const { decoded } = incoming
  const documentId = again?.documentId ?? newUlid(ports.clock.nowMs())
  const judged: JudgedDocument = { incoming, documentId, outcome: 'accepted', accepted: [], refusals: [] }
  const errors = decoded.findings.filter((found) => found.severity === 'error')
  if (errors.length > 0) return refuseWhole(judged, errors)
  const before = knownBefore(incoming, known, documentId)
  if (before === 'repeated') return { ...judged, documentId: knownId(incoming, known), outcome: 'repeated' }
  if (before !== undefined)
    return again === undefined ? refuseWhole(judged, [before]) : refuseParts(judged, again, before)
  judgeTransactions(judged, responsibleFor, ports, again)
  // A message of which nothing is accepted leaves its id to the next one.
  if (judged.accepted.length > 0 || judged.refusals.length === 0) {
    known.set(messageKey(incoming), { documentId, sha256: incoming.sha256 })
  }
  return judged
}

function knownBefore(
  incoming: IncomingDocument,
  known: Map<string, KnownMessage>,
  documentId: string,
): Finding | 'repeated' | undefined {
  const { senderId, messageId } = incoming.decoded.header
  const before = known.get(messageKey(incoming))
  if (before === undefined || before.documentId === documentId) return undefined
  if (before.sha256 === incoming.sha256) return 'repeated'
  const text = `message ${messageId} of ${senderId} was received before as document ${before.documentId}`
  return finding('DUPLICATE_MESSAGE', text, { field: 'mRID' })
}

function knownId(incoming: IncomingDocument, known: Map<string, KnownMessage>): string {
  return known.get(messageKey(incoming))?.documentId ?? ''
}

function messageKey({ decoded: { header } }: IncomingDocument): string {
  return `${header.senderId} ${header.messageId}`
}

function judgeTransactions(
  judged: JudgedDocument,
  responsibleFor: (gridArea: string) => string | undefined,
  ports: DocumentPorts,
  again: AgainDocument | undefined,
): void {
  const { decoded } = judged.incoming
  const { senderId } = decoded.header
  const context = {
    periodsOf: ports.points.lookup,
    responsibleFor,
    senderId,
    nowMs: ports.clock.nowMs(),
    zone: ports.zone,
  }
  const rows = new Map(decoded.days.map((block) => [block.slotClass, block]))
  for (const transaction of decoded.transactions) {
    if (again !== undefined && !again.parts.has(-1) && !again.parts.has(transaction.index)) continue
    const own = transaction.findings.filter((found) => found.severity === 'error')
    const block = transaction.slotClass === undefined ? undefined : rows.get(transaction.slotClass)
    const findings = own.length > 0 ? own : judgeTransaction(transaction, block, context)
    if (findings.length === 0) judged.accepted.push(transaction)
    else judged.refusals.push(refusalOf(transaction, findings))
  }
}

/** Takes the ids of all accepted transactions. @throws TransactionTaken when one is not free, as it is once in a thousand documents */
export async function claimAll(trx: Transaction, judged: readonly JudgedDocument[]): Promise<void> {
  const claims = claimsOf(judged)
  if (claims.length === 0) return
  if (!(await claimAllTransactions(trx, claims))) throw new TransactionTaken('a transaction id was used before')
}

/** An id that was taken for free is not: the commit begins anew and takes the ids first. */
export class TransactionTaken extends Error {
  override readonly name = 'TransactionTaken'
}

function claimsOf(judged: readonly JudgedDocument[]) {
  return judged.flatMap((document) =>
    document.accepted.map((transaction) => ({
      document,
      transaction,
      documentId: document.documentId,
      senderId: document.incoming.decoded.header.senderId,
      transactionId: transaction.transactionId,
    })),
  )
}

async function refuseTakenTransactions(
  trx: Transaction,
  judged: readonly JudgedDocument[],
  known: ReadonlyMap<string, KnownMessage>,
): Promise<void> {
  const claims = claimsOf(judged)
  if (claims.length === 0) return
  const free = await claimTransactions(trx, claims)
  if (free.every(Boolean)) return
  await refuseRace(trx, judged, known)
  for (const document of judged) document.accepted.length = 0
  claims.forEach(({ document, transaction }, i) => {
    if (free[i] === true) document.accepted.push(transaction)
    else document.refusals.push(refusalOf(transaction, [takenFinding(transaction)]))
  })
}

/** Somebody else committed one of these messages after it was looked for: what was decided about it is out of date. */
export class MessageRace extends Error {
  override readonly name = 'MessageRace'
}

async function refuseRace(
  trx: Transaction,
  judged: readonly JudgedDocument[],
  known: ReadonlyMap<string, KnownMessage>,
): Promise<void> {
  const now = await knownMessages(
    trx,
    judged.map(({ incoming }) => incoming.decoded.header),
  )
  const raced = [...now.keys()].find(
    (key) => !known.has(key) || known.get(key)?.documentId !== now.get(key)?.documentId,
  )
  if (raced !== undefined) throw new MessageRace(`message ${raced} was committed by another import at this moment`)
}

function takenFinding(transaction: Rsm012Transaction): Finding {
  return finding('DUPLICATE_TRANSACTION', `transaction ${transaction.transactionId} was received before`, {
    path: seriesPath(transaction),
    field: 'mRID',
    point: transaction.meteringPointId,
  })
}

function settleOutcome(document: JudgedDocument): void {
  if (document.outcome === 'repeated' || document.refusals.length === 0) return
  document.outcome = document.accepted.length === 0 ? 'refused' : 'partly'
}

function refuseWhole(judged: JudgedDocument, findings: readonly Finding[]): JudgedDocument {
  judged.refusals.push({ transactionIndex: -1, transactionId: null, meteringPointId: null, findings })
  return { ...judged, outcome: 'refused' }
}

/** Refuses again what was to be taken in again. */
function refuseParts(judged: JudgedDocument, { parts }: AgainDocument, found: Finding): JudgedDocument {
  if (parts.has(-1)) return refuseWhole(judged, [found])
  const asked = judged.incoming.decoded.transactions.filter(({ index }) => parts.has(index))
  judged.refusals.push(...asked.map((transaction) => refusalOf(transaction, [found])))
  return { ...judged, outcome: 'refused' }
}

function refusalOf(transaction: Rsm012Transaction, findings: readonly Finding[]): Refusal {
  const { index, transactionId, meteringPointId } = transaction
  return { transactionIndex: index, transactionId, meteringPointId, findings }
}
