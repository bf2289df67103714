import type { PackedBytes, RequestDocument } from '../exchange/index.ts'
import { GridbookError } from '../kernel/index.ts'
import type { Clock, Finding } from '../kernel/index.ts'
import { isSynchronous, keepRaw, logDocument, usedIds } from '../measurements/index.ts'
import { inTransaction, newUlid, nextRecordedSeq } from '../platform/index.ts'
import type { ObjectStorage, Pool, Transaction } from '../platform/index.ts'
import { insertRequests } from './store/request-store.ts'
import { storable } from './store/storable.ts'

/** A request on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly document: RequestDocument
  readonly packed: PackedBytes
}

/** What taking requests in needs. */
export interface ReceivePorts {
  readonly pool: Pool
  /** where large raw documents are kept */
  readonly objects: ObjectStorage
  readonly clock: Clock
}

/** How often a commit is tried whose ids somebody else used at the same moment. */
const ATTEMPTS = 3

/**
 * Stores a request with its bytes, or refuses it whole (datahub 1.5). What it asks for is answered later.
 * @returns everything for which it is refused; nothing when it was stored
 */
export async function receiveRequest(arrived: ArrivedRequest, ports: ReceivePorts): Promise<Finding[]> {
  const { packed: kept, document } = arrived
  const raw = await keepRaw(kept.packed, kept.sha256, ports)
  const errors = document.findings.filter((found) => isSynchronous(found))
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(ports.pool, (trx) => store(trx, { ...arrived, raw, errors }, ports))
    } catch (error) {
      if (!(error instanceof IdTaken || isUniqueViolation(error)) || attempt === ATTEMPTS) throw error
    }
  }
}

interface KeptRequest extends ArrivedRequest {
  readonly raw: Awaited<ReturnType<typeof keepRaw>>
  readonly errors: readonly Finding[]
}

async function store(
  trx: Transaction,
  { source, document, packed, raw, errors }: KeptRequest,
  { clock }: ReceivePorts,
): Promise<Finding[]> {
  const { header, series, findings } = document
  const receivedAtMs = clock.nowMs()
  const documentId = newUlid(receivedAtMs)
  const ids = {
    documentId,
    senderId: storable(header.senderId),
    messageId: storable(header.messageId),
    transactionIds: series.map(({ transactionId }) => storable(transactionId)),
  }
  const isUsed = (await usedIds(trx, ids)).length > 0
  // A message and its transactions are used up by one commit, which may fall between two looks: the second sees all of it.
  const faults = [...errors, ...(isUsed ? await usedIds(trx, ids) : [])]
  if (faults.length > 0) return faults
  const seq = await nextRecordedSeq(trx)
  const { bytes, sha256 } = packed
  if (!(await logDocument(trx, { ...ids, source, receivedAtMs, sha256, bytes, findings, raw }, seq))) {
    throw new IdTaken(`a transaction id of message ${header.messageId} was used at this moment`)
  }
  await insertRequests(trx, document, { documentId, receivedAtMs, seq })
  return []
}

/** An id that was free is not: the commit begins anew, and then knows. */
class IdTaken extends Error {
  override readonly name = 'IdTaken'
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && !(error instanceof GridbookError) && 'code' in error && error.code === '23505'
}
