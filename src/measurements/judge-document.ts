import { seriesPath, type Rsm012Document, type Rsm012Transaction } from '../exchange/index.ts'
import { finding, type Finding } from '../kernel/index.ts'
import { newUlid } from '../platform/index.ts'
import type { DocumentOutcome, KnownMessage, Refusal } from './document-log.ts'
import type { DocumentPorts, IncomingDocument } from './incoming-document.ts'
import { judgeTransaction } from './judge-transaction.ts'
import { isSynchronous } from './market-code.ts'

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

/** What is known before a document is judged; documents of one group add to it in their order. */
export interface KnownBefore {
  /** Messages that were accepted, by messageKey. */
  readonly messages: Map<string, KnownMessage>
  /** Transaction ids that are used up, by transactionKey; only as far as somebody has looked them up. */
  readonly transactions: Set<string>
  /** The party that may deliver for a grid area, undefined where none is registered. */
  readonly responsibleFor: (gridArea: string) => string | undefined
}

/** Decides about one document: by its own text, by master data, and by what was received before. */
export function judgeDocument(
  incoming: IncomingDocument,
  known: KnownBefore,
  ports: DocumentPorts,
  again: AgainDocument | undefined,
): JudgedDocument {
  const documentId = again?.documentId ?? newUlid(ports.clock.nowMs())
  const judged: JudgedDocument = { incoming, documentId, outcome: 'accepted', accepted: [], refusals: [] }
  const errors = incoming.decoded.findings.filter((found) => found.severity === 'error')
  const before = knownBefore(incoming, known.messages, documentId)
  if (errors.length === 0 && before === 'repeated') {
    return { ...judged, documentId: known.messages.get(messageKey(incoming))?.documentId ?? '', outcome: 'repeated' }
  }
  const faults = incoming.whole === true ? [...errors, ...faultsOfWhole(incoming, before, known)] : errors
  if (faults.length > 0) return refuseWhole(judged, faults)
  if (before !== undefined && before !== 'repeated')
    return again === undefined ? refuseWhole(judged, [before]) : refuseParts(judged, again, before)
  judgeTransactions(judged, known, ports, again)
  for (const transaction of judged.accepted) known.transactions.add(transactionKey(incoming.decoded, transaction))
  // A message of which nothing is accepted leaves its id to the next one.
  if (judged.accepted.length > 0 || judged.refusals.length === 0) {
    known.messages.set(messageKey(incoming), { documentId, sha256: incoming.sha256 })
  }
  return judged
}

/** datahub 1.5: what a message is refused for as soon as it arrives, all of it at once. */
function faultsOfWhole(
  { decoded }: IncomingDocument,
  before: Finding | 'repeated' | undefined,
  { transactions: used }: KnownBefore,
): Finding[] {
  return [
    ...(before === undefined || before === 'repeated' ? [] : [before]),
    ...synchronousFaults(decoded),
    ...decoded.transactions
      .filter((transaction) => used.has(transactionKey(decoded, transaction)))
      .map((transaction) => takenFinding(transaction)),
  ]
}

/** The faults of a document's transactions that refuse the whole document when it arrives. */
export function synchronousFaults({ transactions }: Rsm012Document): Finding[] {
  return transactions.flatMap(({ findings }) => findings.filter((found) => isSynchronous(found)))
}

function knownBefore(
  incoming: IncomingDocument,
  known: ReadonlyMap<string, KnownMessage>,
  documentId: string,
): Finding | 'repeated' | undefined {
  const { senderId, messageId } = incoming.decoded.header
  const before = known.get(messageKey(incoming))
  if (before === undefined || before.documentId === documentId) return undefined
  if (before.sha256 === incoming.sha256) return 'repeated'
  const text = `message ${messageId} of ${senderId} was received before as document ${before.documentId}`
  return finding('DUPLICATE_MESSAGE', text, { field: 'mRID' })
}

function messageKey({ decoded: { header } }: IncomingDocument): string {
  return `${header.senderId} ${header.messageId}`
}

/** What a transaction id is unique by: its sender and itself. */
export function transactionKey({ header }: Rsm012Document, { transactionId }: Rsm012Transaction): string {
  return `${header.senderId} ${transactionId}`
}

function judgeTransactions(
  judged: JudgedDocument,
  { responsibleFor }: KnownBefore,
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
    isFromHub: ports.isFromHub === true,
    processType: decoded.header.processType,
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

/** That a transaction's id was used before. */
export function takenFinding(transaction: Rsm012Transaction): Finding {
  return finding('DUPLICATE_TRANSACTION', `transaction ${transaction.transactionId} was received before`, {
    path: seriesPath(transaction),
    field: 'mRID',
    point: transaction.meteringPointId,
  })
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

/** A transaction that was not accepted, with its reasons. */
export function refusalOf(transaction: Rsm012Transaction, findings: readonly Finding[]): Refusal {
  const { index, transactionId, meteringPointId } = transaction
  return { transactionIndex: index, transactionId, meteringPointId, findings }
}
