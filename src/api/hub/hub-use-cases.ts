import { dequeue, packBytes, peek, queueDepths } from '../../exchange/index.ts'
import type { DecodePool, QueuePorts } from '../../exchange/index.ts'
import { findApiClient } from '../../market/index.ts'
import { keptDocument } from '../../measurements/index.ts'
import type { DocumentPorts, DocumentQueue } from '../../measurements/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { receiveRequest } from '../../settlement-requests/index.ts'
import type { HubUseCases } from './use-cases.ts'

/** What the use cases of a hub work on. */
export interface HubUseCasePorts {
  /** the queues, and the database of everything */
  readonly queue: QueuePorts
  /** the door for documents; closed after the server and before the database */
  readonly documents: Pick<DocumentQueue, 'receive'>
  readonly decoder: Pick<DecodePool, 'take'>
  /** where raw documents are kept */
  readonly objects: DocumentPorts['objects']
  /** called when a request was stored, so that it need not wait to be noticed */
  readonly onRequest?: () => void
}

/** The hub's use cases over its rooms. */
export function hubUseCases({ queue, documents, decoder, objects, onRequest }: HubUseCasePorts): HubUseCases {
  const { pool, clock } = queue
  return {
    findClient: async (clientId) => {
      try {
        return await findApiClient(pool, clientId)
      } catch (error) {
        await requireDatabase(pool)
        throw error
      }
    },
    decode: async (bytes) => await decoder.take(bytes),
    receive: async ({ source, bytes, taken }) => {
      const kept = await keptDocument(source, bytes, taken, { objects })
      return await documents.receive({ ...kept, whole: true })
    },
    receiveRequest: async ({ source, bytes, document }) => {
      const packed = await packBytes(bytes)
      const faults = await receiveRequest({ source, document, packed }, { pool, objects, clock })
      if (faults.length === 0) onRequest?.()
      return faults
    },
    peek: async (party, category) => await peek(queue, party, category, 'json'),
    dequeue: async (party, messageId) => await dequeue(queue, party, messageId),
    queueDepths: async () => await queueDepths(pool),
    ready: async () => {
      await requireDatabase(pool)
    },
  }
}

/** Tells a database that is away from other failures. @throws DATABASE_UNAVAILABLE */
async function requireDatabase(pool: Pool): Promise<void> {
  await inTransaction(pool, async (trx) => await trx.query('select'), { readOnly: true })
}
