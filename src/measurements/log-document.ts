import { finding, type Finding } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import { knownMessages, recordDocuments, type DocumentRecord } from './document-log.ts'
import { claimAllTransactions, takenTransactions } from './transaction-claims.ts'

/** A document without readings, which another room takes in: it shares the log, and the ids that a sender uses up. */
export interface LoggedDocument {
  readonly documentId: string
  readonly source: string
  readonly senderId: string
  readonly messageId: string
  /** in the order of the document */
  readonly transactionIds: readonly string[]
  /** the list that holds them, for paths in findings; `Series` when absent */
  readonly list?: string
  readonly receivedAtMs: number
  /** of the bytes as they came, hexadecimal */
  readonly sha256: string
  readonly bytes: number
  readonly findings: readonly Finding[]
  readonly raw: DocumentRecord['raw']
}

type Ids = Pick<LoggedDocument, 'documentId' | 'senderId' | 'messageId' | 'transactionIds' | 'list'>

/** Which of a document's ids its sender used before (datahub 1.5: unique for ever): 00101 and 00102, all of them. */
export async function usedIds(trx: Transaction, document: Ids): Promise<Finding[]> {
  const { senderId, messageId, transactionIds, list = 'Series' } = document
  const known = (await knownMessages(trx, [{ senderId, messageId }])).get(`${senderId} ${messageId}`)
  const taken = await takenTransactions(trx, claimsOf(document))
  return [
    ...(known === undefined
      ? []
      : [
          finding('DUPLICATE_MESSAGE', `message ${messageId} was received before, as document ${known.documentId}`, {
            field: 'mRID',
          }),
        ]),
    ...transactionIds.flatMap((id, at) =>
      taken[at] === true
        ? [finding('DUPLICATE_TRANSACTION', `transaction ${id} was received before`, { field: `${list}[${at}].mRID` })]
        : [],
    ),
  ]
}

/**
 * Records an accepted document and uses its ids up.
 * @returns whether the ids were free; when not, somebody used one at this moment, and the transaction must not commit
 * @throws the database's unique violation (23505) when it was the message id
 */
export async function logDocument(trx: Transaction, document: LoggedDocument, seq: bigint): Promise<boolean> {
  if (!(await claimAllTransactions(trx, claimsOf(document)))) return false
  const { transactionIds, list: _, ...logged } = document
  const count = transactionIds.length
  const record = {
    ...logged,
    outcome: 'accepted',
    transactions: count,
    accepted: count,
    points: 0,
    refusals: [],
  } as const
  await recordDocuments(trx, [record], seq)
  return true
}

function claimsOf({ documentId, senderId, transactionIds }: Ids) {
  return transactionIds.map((transactionId) => ({ documentId, senderId, transactionId }))
}
