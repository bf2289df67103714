import { GridbookError } from '../kernel/index.ts'
import type { Clock, Finding } from '../kernel/index.ts'
import { inTransaction, newUlid, nextRecordedSeq, storable } from '../platform/index.ts'
import type { ObjectStorage, Pool, Transaction } from '../platform/index.ts'
import { logDocument, usedIds } from './log-document.ts'
import { isSynchronous } from './market-code.ts'
import { keepRaw } from './to-incoming.ts'

/** A document without readings on its way in: decoded, its bytes packed, its sender held against the token. */
export interface ArrivedMessage {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly senderId: string
  readonly messageId: string
  /** in the order of the document */
  readonly transactionIds: readonly string[]
  /** the list that holds the transactions, for paths in findings */
  readonly list: 'Series' | 'MktActivityRecord'
  readonly findings: readonly Finding[]
  readonly packed: { readonly packed: Uint8Array; readonly sha256: string; readonly bytes: number }
}

/** What the effect of a message has to know. */
export interface MessageInHand {
  readonly documentId: string
  readonly receivedAtMs: number
  /** the number of the commit; taken when it is first asked for, so ask late */
  readonly takeSeq: (trx: Transaction) => Promise<bigint>
}

/** What a message does, in the transaction that stores it: before its document is logged, and after. */
export interface MessageEffect {
  /** what takes time, because the number of the commit is taken after it unless it asks for the number itself */
  readonly beforeLog?: (trx: Transaction, message: MessageInHand) => Promise<void>
  /** what refers to the logged document */
  readonly afterLog?: (trx: Transaction, message: MessageInHand) => Promise<void>
}

/** What taking messages in needs. */
export interface MessagePorts {
  readonly pool: Pool
  /** where large raw documents are kept */
  readonly objects: ObjectStorage
  readonly clock: Clock
}

/** How often a commit is tried whose ids somebody else used at the same moment. */
const ATTEMPTS = 3

/**
 * Stores a message with its bytes and what it does, or refuses it whole (datahub 1.5): one transaction uses its ids up, which
 * are unique for ever over all that a sender sends.
 * @param effect what it does, in that transaction; done again from the start when somebody used an id at the same moment
 * @returns everything for which it is refused; nothing when it was stored
 */
export async function receiveMessage(
  arrived: ArrivedMessage,
  ports: MessagePorts,
  effect: MessageEffect,
): Promise<Finding[]> {
  const raw = await keepRaw(arrived.packed.packed, arrived.packed.sha256, ports)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(ports.pool, (trx) => store(trx, arrived, raw, ports.clock.nowMs(), effect))
    } catch (error) {
      if (!(error instanceof IdTaken || isUniqueViolation(error)) || attempt === ATTEMPTS) throw error
    }
  }
}

async function store(
  trx: Transaction,
  { source, senderId, messageId, transactionIds, list, findings, packed }: ArrivedMessage,
  raw: Awaited<ReturnType<typeof keepRaw>>,
  receivedAtMs: number,
  effect: MessageEffect,
): Promise<Finding[]> {
  const documentId = newUlid(receivedAtMs)
  const ids = {
    documentId,
    senderId: storable(senderId),
    messageId: storable(messageId),
    transactionIds: transactionIds.map(storable),
    list,
  }
  const errors = findings.filter((found) => isSynchronous(found))
  const isUsed = (await usedIds(trx, ids)).length > 0
  // A message and its transactions are used up by one commit, which may fall between two looks: the second sees all of it.
  const faults = [...errors, ...(isUsed ? await usedIds(trx, ids) : [])]
  if (faults.length > 0) return faults
  let seq: Promise<bigint> | undefined
  const takeSeq = async (taking: Transaction): Promise<bigint> => await (seq ??= nextRecordedSeq(taking))
  const message = { documentId, receivedAtMs, takeSeq }
  await effect.beforeLog?.(trx, message)
  const { bytes, sha256 } = packed
  const logged = { ...ids, source, receivedAtMs, sha256, bytes, findings, raw }
  if (!(await logDocument(trx, logged, await takeSeq(trx)))) {
    throw new IdTaken(`a transaction id of message ${messageId} was used at this moment`)
  }
  await effect.afterLog?.(trx, message)
  return []
}

/** An id that was free is not: the commit begins anew, and then knows. */
class IdTaken extends Error {
  override readonly name = 'IdTaken'
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && !(error instanceof GridbookError) && 'code' in error && error.code === '23505'
}
