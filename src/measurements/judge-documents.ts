import type { Transaction } from '../platform/index.ts'
import { knownMessages, type KnownMessage } from './document-log.ts'
import type { DocumentPorts, IncomingDocument } from './incoming-document.ts'
import {
  judgeDocument,
  refusalOf,
  synchronousFaults,
  takenFinding,
  transactionKey,
  type AgainDocument,
  type JudgedDocument,
} from './judge-document.ts'
import { claimAllTransactions, claimTransactions, takenTransactions } from './transaction-claims.ts'

/**
 * Decides about documents together, in their order.
 * @param options.claims later: the caller takes the transaction ids by claimAll, which fails when one is not free
 */
export async function judgeDocuments(
  trx: Transaction,
  documents: readonly IncomingDocument[],
  ports: DocumentPorts,
  { again, claims }: { readonly again?: AgainDocument | undefined; readonly claims: 'now' | 'later' },
): Promise<JudgedDocument[]> {
  const messages = await knownMessages(
    trx,
    documents.map(({ decoded }) => decoded.header),
  )
  await ports.points.refresh(
    trx,
    documents.flatMap(({ decoded }) => decoded.transactions.map((transaction) => transaction.meteringPointId)),
  )
  const responsibleFor = await ports.responsibleFor(trx)
  const known = { messages, transactions: await usedBefore(trx, documents, claims), responsibleFor }
  const judged = documents.map((incoming) => judgeDocument(incoming, known, ports, again))
  if (claims === 'now') await refuseTakenTransactions(trx, judged, messages)
  for (const document of judged) settleOutcome(document)
  return judged
}

/**
 * Ids of documents taken whole that earlier commits used up. They are looked for only where one may be: when the ids were
 * found not to be free, and where the document is refused anyway and its sender shall hear everything at once.
 */
async function usedBefore(
  trx: Transaction,
  documents: readonly IncomingDocument[],
  claims: 'now' | 'later',
): Promise<Set<string>> {
  const asked = documents
    .filter(({ whole, decoded }) => whole === true && (claims === 'now' || synchronousFaults(decoded).length > 0))
    .flatMap(({ decoded }, document) =>
      decoded.transactions.map((transaction) => ({
        key: transactionKey(decoded, transaction),
        documentId: String(document),
        senderId: decoded.header.senderId,
        transactionId: transaction.transactionId,
      })),
    )
  const taken = await takenTransactions(trx, asked)
  return new Set(asked.filter((_, i) => taken[i] === true).map(({ key }) => key))
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
    else if (document.incoming.whole === true) throw new TransactionTaken('a transaction id was used at this moment')
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

function settleOutcome(document: JudgedDocument): void {
  if (document.outcome === 'repeated' || document.refusals.length === 0) return
  document.outcome = document.accepted.length === 0 ? 'refused' : 'partly'
}
