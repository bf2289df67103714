import {
  pollCategory,
  readDeadLetter,
  type DeadLetter,
  type DocumentHeader,
  type MessageHandler,
  type PollCounts,
} from '../../exchange/index.ts'
import { fixedClock } from '../../kernel/index.ts'
import { appendPeriods, POINT_FIELDS, type NewPointPeriod, type PointMasterData } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../../platform/index.ts'

/** A supplier that empties its queue `masterdata` at a hub; the queue is a list in memory. */
export interface SupplierInbox {
  /** Puts a message at the end of the queue. */
  readonly put: (messageId: string, bytes: Uint8Array | string) => void
  /** Ids of the messages that are in the queue. */
  readonly waiting: () => readonly string[]
  /** Takes what is there. */
  readonly poll: () => Promise<PollCounts>
  /** Puts a message and takes what is there. */
  readonly take: (messageId: string, bytes: Uint8Array | string) => Promise<PollCounts>
  readonly deadLetter: (messageId: string) => Promise<{ readonly letter: DeadLetter; readonly bytes: Uint8Array }>
}

/** Opens the inbox of a supplier with these handlers. */
export function supplierInbox(pool: Pool, handlers: readonly MessageHandler[]): SupplierInbox {
  const queue: { readonly messageId: string; readonly bytes: Uint8Array }[] = []
  const client = {
    peek: async () => {
      const [message] = queue
      // Its own memory: a handler may hand it over to a thread.
      return await Promise.resolve(message && { ...message, bytes: new Uint8Array(message.bytes) })
    },
    dequeue: async () => {
      queue.shift()
      return await Promise.resolve('dequeued' as const)
    },
    send: async () => await Promise.reject(new Error('nothing is sent here')),
    close: () => {},
  }
  const ports = { pool, clock: fixedClock(Date.UTC(2026, 5, 15, 10)), handlers }
  const put = (messageId: string, bytes: Uint8Array | string): void =>
    void queue.push({ messageId, bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes })
  const poll = async (): Promise<PollCounts> =>
    await pollCategory('masterdata', { client, ports, wait: async () => {} })
  return {
    put,
    waiting: () => queue.map(({ messageId }) => messageId),
    poll,
    take: async (messageId, bytes) => {
      put(messageId, bytes)
      return await poll()
    },
    deadLetter: async (messageId) => await readDeadLetter(pool, messageId),
  }
}

/** The head of a document of master data from the hub to a supplier. */
export function fromHub(changes: Partial<DocumentHeader>): DocumentHeader {
  return {
    messageId: 'document-1',
    documentType: 'E07',
    processType: 'E32',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 5, 14, 7, 30),
    senderId: '5790001330552',
    senderRole: 'DDZ',
    receiverId: '5790000432752',
    receiverRole: 'DDQ',
    ...changes,
  }
}

/** What was stated of a point from a market day on. */
export type StoredStatement = PointMasterData & { readonly meteringPointId: string; readonly validFrom: string }

/** Records what is known of points before anything is told of them. */
export async function recordKnown(pool: Pool, rows: readonly NewPointPeriod[]): Promise<void> {
  await inTransaction(pool, async (trx) => appendPeriods(trx, rows, await nextRecordedSeq(trx)))
}

/** All statements of these points, in the order in which they were recorded. */
export async function statementsOf(pool: Pool, ...pointIds: readonly string[]): Promise<StoredStatement[]> {
  const fields = POINT_FIELDS.map(([column, field]) => `${column} as "${field}"`).join(', ')
  const { rows } = await pool.query<StoredStatement>(
    `select metering_point_id as "meteringPointId", valid_from::text as "validFrom", ${fields}
     from metering_points.metering_point_period p where metering_point_id = any ($1::text[])
     order by p.recorded_seq, metering_point_id, p.valid_from`,
    [pointIds],
  )
  return rows
}

/**
 * Keeps the inbox from noting messages, as the last statement of their transaction, until the answer is called.
 * @returns lets it note them again
 */
export async function failNotes(pool: Pool): Promise<() => Promise<void>> {
  await pool.query(`create function public.fail() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`)
  await pool.query(
    'create trigger fail before insert on exchange.inbound_message for each row execute function public.fail()',
  )
  return async () => void (await pool.query('drop function public.fail() cascade'))
}
