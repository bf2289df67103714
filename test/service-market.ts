import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  decodeAnswer,
  decodeRsm009,
  decodeServiceRequest,
  dequeue,
  encodeAnswer,
  encodeServiceRequest,
  packBytes,
  peek,
  type DocumentFormat,
  type EncodableAnswer,
  type EncodableService,
  type Party,
  type QueueCategory,
} from '../src/exchange/index.ts'
import { clockFrom, marketDay, type Clock } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { submitProcesses } from '../src/metering-points/index.ts'
import { receiveServiceAnswer, receiveServiceRequest, type ServiceAnswerKind } from '../src/point-documents/index.ts'
import { DirectoryStorage, inTransaction, type Pool } from '../src/platform/index.ts'
import { freshDatabase } from './database.ts'
import {
  asked,
  CHILD,
  COMPANY,
  connectedPoint,
  pointId,
  portsOn,
  supplierId,
  TODAY,
  withMarket,
} from './point-market.ts'

const HUB = dk.operatorId ?? ''

/** The grid company of the area in which the points of the market lie. */
export const GRID: Party = { actorId: COMPANY, role: 'DDM' }
/** The supplier of its points. */
export const SUPPLIER: Party = { actorId: supplierId(1), role: 'DDQ' }

/** A hub with points of one supplier: 1 to 4 connected, 5 disconnected, 6 closed down, 7 a child of 1. */
export interface ServiceMarket {
  readonly pool: Pool
  readonly url: string
  readonly clock: Clock
  /** noon of a market day becomes now */
  readonly setDay: (day: string) => void
  readonly setNow: (nowMs: number) => void
  /** sends RSM-020; answers the codes for which it is refused whole */
  readonly ask: (
    messageId: string,
    records: readonly EncodableService[],
    from?: Party,
    format?: DocumentFormat,
  ) => Promise<string[]>
  /** sends an answer to RSM-020 */
  readonly answer: (
    kind: ServiceAnswerKind,
    messageId: string,
    records: readonly EncodableAnswer[],
    from?: Party,
    format?: DocumentFormat,
  ) => Promise<string[]>
  /** takes everything out of a queue, each transaction in short */
  readonly drained: (party: Party, category?: QueueCategory) => Promise<string[]>
  /** takes the request at the head of the grid company's queue: the id under which it is to be answered */
  readonly forwarded: () => Promise<string>
  readonly close: () => Promise<void>
}

/** A disconnection of the n-th point tomorrow, with what a test wants otherwise. */
export function service(transactionId: string, n: number, other: Partial<EncodableService> = {}): EncodableService {
  return { transactionId, meteringPointId: pointId(n), start: '2026-06-15T22:00:00Z', serviceType: 'D01', ...other }
}

/** Opens so many requests of the supplier whose time was over in 2020; what they are about does not matter then. */
export async function openOverdue(pool: Pool, count: number): Promise<void> {
  await inTransaction(pool, async (trx) => {
    await trx.query(
      `insert into metering_points.service_request (service_request_id, metering_point_id, service, wanted_day, supplier_id,
         message_id, transaction_id, document_id, grid_area, grid_company_id, forwarded_transaction_id, received_at, due_at,
         recorded_seq)
       select nextval('metering_points.service_request_number'), 'point ' || n, 'D01', '2020-01-01', $1, 'm', 't-' || n, 'd', '801',
         $2, 'forwarded ' || n, '2020-01-01', '2020-01-31', 1 from generate_series(1, $3) as n`,
      [SUPPLIER.actorId, GRID.actorId, count],
    )
    await trx.query(
      `insert into metering_points.open_service_request
       select metering_point_id, service, service_request_id, due_at from metering_points.service_request`,
    )
  })
}

/** Opens it; whoever does closes it. */
export async function openServiceMarket(): Promise<ServiceMarket> {
  const { pool, url, drop } = await freshDatabase()
  const directory = mkdtempSync(join(tmpdir(), 'gridbook-services-'))
  let nowMs = marketDay(TODAY, dk.zone).startMs + 12 * 3_600_000
  const clock = clockFrom(() => nowMs)
  const ports = { pool, objects: new DirectoryStorage(directory), clock, zone: dk.zone }
  const queue = { pool, zone: dk.zone, clock, sender: { actorId: HUB, role: 'DGL' }, bundleAgeMs: 0 } as const
  await withMarket(pool)
  await inTransaction(pool, async (trx) => {
    const day = '2026-06-01'
    const points = [1, 2, 3, 4, 5, 6].flatMap((n) => connectedPoint(n, day))
    const requests = [
      ...points,
      asked('disconnect', 5, '2026-06-02'),
      asked('close_down', 6, '2026-06-02'),
      asked('create', 7, day, { ...CHILD, parentId: pointId(1) }),
    ]
    const { outcomes } = await submitProcesses(trx, requests, portsOn())
    const faults = outcomes.flatMap(({ findings }) => findings)
    if (faults.length > 0) throw new Error(JSON.stringify(faults))
  })
  const header = (messageId: string, documentType: string, from: Party) => ({
    messageId,
    documentType,
    processType: 'D22',
    businessSector: '23',
    createdAtMs: nowMs,
    senderId: from.actorId,
    senderRole: from.role,
    receiverId: HUB,
    receiverRole: 'DDZ',
  })
  const next = async (party: Party, category: QueueCategory) => {
    const found = await peek(queue, party, category, 'json')
    if (found !== undefined) await dequeue(queue, party, found.messageId)
    return found
  }
  return {
    pool,
    url,
    clock,
    setDay: (day) => {
      nowMs = marketDay(day, dk.zone).startMs + 12 * 3_600_000
    },
    setNow: (ms) => {
      nowMs = ms
    },
    ask: async (messageId, records, from = SUPPLIER, format = 'json') => {
      const bytes = encodeServiceRequest(header(messageId, 'D22', from), records, format)
      const document = decodeServiceRequest(bytes, format)
      const packed = await packBytes(bytes)
      return (await receiveServiceRequest({ source: 'test', document, packed }, ports)).map(({ code }) => code)
    },
    answer: async (kind, messageId, records, from = GRID, format = 'json') => {
      const bytes = encodeAnswer(kind, header(messageId, '414', from), records, format)
      const document = decodeAnswer(kind, bytes, format)
      const packed = await packBytes(bytes)
      return (await receiveServiceAnswer({ source: 'test', kind, document, packed }, ports)).map(({ code }) => code)
    },
    drained: async (party, category = 'masterdata') => {
      const found: string[] = []
      for (;;) {
        const message = await next(party, category)
        if (message === undefined) return found
        found.push(...shortly(message.documentType, message.body))
      }
    },
    forwarded: async () => {
      const message = await next(GRID, 'masterdata')
      return decodeServiceRequest(message?.body ?? new Uint8Array(), 'json').records[0]?.transactionId ?? ''
    },
    close: async () => {
      await drop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function shortly(documentType: string, body: Uint8Array): string[] {
  if (documentType === 'RSM-009') {
    return decodeRsm009(body).transactions.map(({ transactionId, reasons }) =>
      [documentType, transactionId, ...reasons.map(({ code }) => code)].join(' '),
    )
  }
  if (documentType === 'RSM-020') {
    return decodeServiceRequest(body, 'json').records.map(({ meteringPointId, serviceType, start, description }) =>
      [documentType, serviceType, meteringPointId, start, description].join(' ').trim(),
    )
  }
  return decodeAnswer(documentType as ServiceAnswerKind, body, 'json').records.map(
    ({ originalTransactionId, reasons }) =>
      [documentType, originalTransactionId, ...reasons.map(({ code }) => code)].join(' '),
  )
}
