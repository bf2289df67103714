import { dequeue, packBytes, peek, queueDepths } from '../../exchange/index.ts'
import type { DecodePool, QueuePorts } from '../../exchange/index.ts'
import { dk, findApiClient } from '../../market/index.ts'
import { followEvents, readEvents } from '../../metering-points/index.ts'
import { keptDocument } from '../../measurements/index.ts'
import type { DocumentPorts, DocumentQueue } from '../../measurements/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { marketUseCases } from './market-use-cases.ts'
import { pointUseCases } from './point-use-cases.ts'
import { serviceUseCases } from './service-use-cases.ts'
import type { OperationUseCases } from './operation.ts'
import type { PlanPorts } from '../../settlement/index.ts'
import { planUseCase } from './plan-use-case.ts'
import { pointSearchUseCases } from './point-search-use-cases.ts'
import type { ReportDesk } from '../../settlement-report/index.ts'
import { receiveRequest } from '../../settlement-requests/index.ts'
import type { HubUseCases } from './use-cases.ts'
import type { VersionUseCases } from './versions.ts'

/** What the use cases of a hub work on. */
export interface HubUseCasePorts {
  /** the queues, and the database of everything */
  readonly queue: QueuePorts
  /** the door for documents; closed after the server and before the database */
  readonly documents: Pick<DocumentQueue, 'receive'>
  readonly decoder: Pick<DecodePool, 'take'>
  /** where raw documents are kept */
  readonly objects: DocumentPorts['objects']
  /** what operators do with calculations */
  readonly operation: OperationUseCases
  /** what plans are made from, and the version of the program */
  readonly planning: PlanPorts & { readonly codeVersion: string }
  /** versions of results */
  readonly versions: VersionUseCases
  /** where reports are made and handed out */
  readonly reports: ReportDesk
  /** called when a request was stored, so that it need not wait to be noticed */
  readonly onRequest?: () => void
}

/** The hub's use cases over its rooms. */
export function hubUseCases({
  queue,
  documents,
  decoder,
  objects,
  operation,
  planning,
  versions,
  reports,
  onRequest,
}: HubUseCasePorts): HubUseCases {
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
    peek: async (party, category, format) => await peek(queue, party, category, format),
    dequeue: async (party, messageId) => await dequeue(queue, party, messageId),
    planSettlement: planUseCase(planning),
    queueDepths: async () => await queueDepths(pool),
    market: marketUseCases({ pool, clock, profile: dk }),
    points: pointUseCases({ pool, clock, objects }),
    pointSearch: pointSearchUseCases({ pool, clock, zone: dk.zone }),
    services: serviceUseCases({ pool, clock, objects }),
    operation,
    versions,
    settlementReport: reports.hand,
    pointEvents: pointEventsOf(pool),
    ready: async () => {
      await requireDatabase(pool)
    },
  }
}

// So long an event can wait to be seen by who follows.
const FOLLOW_PAUSE_MS = 1_000

function pointEventsOf(pool: Pool): HubUseCases['pointEvents'] {
  return {
    read: async (query) => await readEvents(pool, query),
    follow: (query, signal) => followEvents(pool, { ...query, pauseMs: FOLLOW_PAUSE_MS, signal }),
  }
}

/** Tells a database that is away from other failures. @throws DATABASE_UNAVAILABLE */
async function requireDatabase(pool: Pool): Promise<void> {
  await inTransaction(pool, async (trx) => await trx.query('select'), { readOnly: true })
}
