import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import {
  asked,
  CHILD,
  COMPANY,
  CONSUMPTION,
  OPERATOR,
  pointId,
  portsOn,
  PRODUCTION,
  supplied,
  supplierId,
  withMarket,
} from '../../test/point-market.ts'
import {
  decodeAnswer,
  decodeCharacteristics,
  decodeCharacteristicsRequest,
  decodeNotification,
  dequeue,
  encodeCharacteristicsRequest,
  packBytes,
  peek,
  type DocumentFormat,
  type Party,
  type QueuePorts,
} from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import { DirectoryStorage, inTransaction } from '../platform/index.ts'
import type { ProcessRequest, StatedFields } from '../metering-points/index.ts'
import { receiveCharacteristicsRequest } from './receive-characteristics-request.ts'
import { submitAndTell } from './submit-and-tell.ts'
import { midnight, toRequestedPoint } from './to-characteristics.ts'

let database: TestDatabase
let directory: string
const ports = portsOn()
const grid: Party = { actorId: COMPANY, role: 'DDM' }
const supplier = (n: number): Party => ({ actorId: supplierId(n), role: 'DDQ' })

beforeAll(async () => {
  database = await freshDatabase()
  directory = mkdtempSync(join(tmpdir(), 'gridbook-point-documents-'))
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true, force: true })
})

const HUB = dk.operatorId ?? ''

function message(
  id: string,
  processType: string,
  records: readonly { transactionId: string; n: number; day: string; stated?: StatedFields }[],
  format: DocumentFormat,
): Uint8Array {
  const header = {
    messageId: id,
    documentType: 'E58',
    processType,
    businessSector: '23',
    createdAtMs: ports.clock.nowMs(),
    senderId: COMPANY,
    senderRole: 'DDM',
    receiverId: HUB,
    receiverRole: 'DDZ',
  }
  return encodeCharacteristicsRequest(
    header,
    records.map(({ transactionId, n, day, stated = {} }) => ({
      transactionId,
      validityStart: midnight(day, dk.zone),
      point: toRequestedPoint(pointId(n), stated),
    })),
    format,
  )
}

async function receive(bytes: Uint8Array, format: DocumentFormat): Promise<readonly string[]> {
  const document = decodeCharacteristicsRequest(bytes, format)
  const packed = await packBytes(bytes)
  const findings = await receiveCharacteristicsRequest(
    { source: 'test', document, packed },
    { pool: database.pool, objects: new DirectoryStorage(directory), clock: ports.clock, profile: dk },
  )
  return findings.map(({ code }) => code)
}

/** Takes everything out of a queue: kind of document and what it says, in short. */
async function drained(party: Party): Promise<string[]> {
  const queue: QueuePorts = {
    pool: database.pool,
    zone: dk.zone,
    clock: ports.clock,
    sender: { actorId: HUB, role: 'DGL' },
    bundleAgeMs: 0,
  }
  const found: string[] = []
  for (;;) {
    const next = await peek(queue, party, 'masterdata', 'json')
    if (next === undefined) return found
    found.push(...shortly(next.documentType, next.body))
    await dequeue(queue, party, next.messageId)
  }
}

function shortly(documentType: string, body: Uint8Array): string[] {
  if (documentType === 'RSM-022') {
    const { header, records } = decodeCharacteristics(body, 'json')
    return records.map(({ point, validityStart = '' }) =>
      [documentType, header.processType, point.meteringPointId, validityStart.slice(0, 10), point.connectionState].join(
        ' ',
      ),
    )
  }
  if (documentType === 'RSM-004') {
    const { header, records } = decodeNotification(body, 'json')
    return records.map(({ meteringPointId }) => [documentType, header.processType, meteringPointId].join(' '))
  }
  const kind = documentType as 'RSM-021-A01' | 'RSM-021-A02'
  return decodeAnswer(kind, body, 'json').records.map(({ originalTransactionId, reasons }) =>
    [documentType, originalTransactionId, ...reasons.map(({ code }) => code)].join(' '),
  )
}

async function submit(...requests: ProcessRequest[]): Promise<void> {
  await inTransaction(database.pool, (trx) => submitAndTell(trx, requests, ports))
}

test.each(['json', 'xml'] as const)('RSM-021 in %s creates points; each transaction is answered', async (format) => {
  const n = format === 'json' ? 1 : 2
  const bytes = message(
    `create-${format}`,
    'E02',
    [
      { transactionId: `good-${format}`, n, day: '2026-06-01', stated: CONSUMPTION },
      {
        transactionId: `bad-${format}`,
        n: n + 50,
        day: '2026-06-01',
        stated: { ...CONSUMPTION, meterNumber: null, netSettlementGroup: '6' },
      },
    ],
    format,
  )
  expect(await receive(bytes, format)).toEqual([])
  const answers = await drained(grid)
  expect(answers[0]).toBe(`RSM-021-A01 good-${format}`)
  expect(answers[1]?.split(' ').slice(0, 2)).toEqual(['RSM-021-A02', `bad-${format}`])
  expect(answers[1]?.split(' ').slice(2).toSorted()).toEqual(['D31', 'D37', 'D56', 'D57', 'D59', 'D66', 'E0H'])
  expect(await receive(bytes, format)).toContain('DUPLICATE_MESSAGE')
  expect(await drained(grid)).toEqual([])
})

test('a life by messages: who is told what', async () => {
  await receive(
    message('m1', 'E02', [{ transactionId: 't1', n: 10, day: '2026-06-01', stated: PRODUCTION }], 'json'),
    'json',
  )
  await submit(asked('create', 11, '2026-06-01', { ...CHILD, parentId: pointId(10) }))
  await submit(supplied(10, '2026-06-01'))
  await receive(message('m2', 'D15', [{ transactionId: 't2', n: 10, day: '2026-06-02' }], 'xml'), 'xml')
  expect(await drained(grid)).toEqual(['RSM-021-A01 t1', 'RSM-021-A01 t2'])
  expect(await drained(supplier(1))).toEqual([
    `RSM-022 E03 ${pointId(11)} 2026-05-31 D03`,
    `RSM-022 E03 ${pointId(10)} 2026-05-31 D03`,
    `RSM-022 D15 ${pointId(10)} 2026-06-01 E22`,
  ])
  await submit(supplied(10, '2026-06-10', 2))
  expect(await drained(supplier(1))).toEqual([`RSM-004 E03 ${pointId(10)}`])
  expect((await drained(supplier(2))).toSorted()).toEqual([
    `RSM-022 E03 ${pointId(10)} 2026-06-09 E22`,
    `RSM-022 E03 ${pointId(11)} 2026-06-09 D03`,
  ])
  // A correction of the past reaches both suppliers, each for its own days.
  await receive(
    message('m3', 'E32', [{ transactionId: 't3', n: 10, day: '2026-06-05', stated: { city: 'Odense' } }], 'json'),
    'json',
  )
  expect(await drained(supplier(1))).toEqual([`RSM-022 E32 ${pointId(10)} 2026-06-04 E22`])
  expect(await drained(supplier(2))).toEqual([`RSM-022 E32 ${pointId(10)} 2026-06-09 E22`])
  await submit(
    asked('change_parent', 11, '2026-06-12', { parentId: null }),
    asked('change_production_obligation', 10, '2026-06-13', { productionObligation: true }, OPERATOR),
    asked('close_down', 10, '2026-06-20'),
  )
  expect((await drained(supplier(2))).toSorted()).toEqual([
    `RSM-004 D14 ${pointId(10)}`,
    `RSM-004 D39 ${pointId(10)}`,
    `RSM-004 D40 ${pointId(11)}`,
    `RSM-022 D39 ${pointId(10)} 2026-06-12 E22`,
  ])
  expect(await drained(grid)).toEqual(['RSM-021-A01 t3', `RSM-022 D39 ${pointId(10)} 2026-06-12 E22`])
})

test('a message whose form is broken stores nothing', async () => {
  const bytes = message('m9', 'E02', [{ transactionId: 't9', n: 20, day: '2026-06-01', stated: CONSUMPTION }], 'json')
  const broken = new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"t9"', '""'))
  expect(await receive(broken, 'json')).toEqual(['00202'])
  expect(await receive(bytes, 'json')).toEqual([])
})
