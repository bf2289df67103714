import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openTestIntake } from './intake-ports.ts'
import type { TestIntake } from './intake-ports.ts'
import { exampleDocument, examplePoint } from './reading-documents.ts'
import { GOLDEN_HOURS, pointOf, supplierMarket } from './supplier-market.ts'
import { accrualRun, runAccrual } from '../src/accruals/index.ts'
import { invoiceRun, runInvoices } from '../src/billing/index.ts'
import type { BillingPorts } from '../src/billing/index.ts'
import { encodeRsm014, pollCategory, takeDocument } from '../src/exchange/index.ts'
import type { MessageHandler, QueueCategory } from '../src/exchange/index.ts'
import { glnWithCheckDigit, marketDay } from '../src/kernel/index.ts'
import type { MarketDay } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { rsm012Handler } from '../src/measurements/index.ts'
import { appendPeriods } from '../src/metering-points/index.ts'
import type { NewPointPeriod } from '../src/metering-points/index.ts'
import { createLog, inTransaction, nextRecordedSeq, openRuns } from '../src/platform/index.ts'
import { reconciliationRun, rsm014Handler, rsm019Handler, runReconciliation } from '../src/reconciliation/index.ts'
import { rejectionHandlers } from '../src/settlement-requests/index.ts'
import { supplierServer } from '../src/api/supplier/supplier-server.ts'
import { supplierUseCases } from '../src/api/supplier/supplier-use-cases.ts'
import { SUPPLIER_AUDIENCE, SUPPLIER_ROLES } from '../src/api/testing/supplier-fixture.ts'
import { startTokenMint } from '../src/api/testing/token-mint.ts'

/** The energy supplier whose house it is. */
const OURS = glnWithCheckDigit(1)

/**
 * A supplier with the customers of the golden invoices, January 2026, and its API over the real rooms. Of customer 3 no
 * reading came; customer 4 has a tariff without a price.
 */
export interface SupplierHouse {
  readonly server: FastifyInstance
  readonly ports: BillingPorts
  readonly intake: TestIntake
  readonly bearer: (role: string) => Promise<string>
  /** Puts documents into a queue of the hub, by message id, and empties it as the supplier does. */
  readonly take: (category: QueueCategory, documents: Readonly<Record<string, string | Uint8Array>>) => Promise<void>
  /** Records the n-th metering point. */
  readonly know: (n: number) => Promise<void>
  readonly bill: (to: string, contracts?: readonly string[]) => Promise<void>
  readonly accrue: (toDay: string) => Promise<void>
  readonly reconcile: (fromDay: string, toDay: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens the house with its readings taken from the hub; nothing is billed yet. */
export async function openSupplierHouse(): Promise<SupplierHouse> {
  const intake = await openTestIntake()
  const { pool, lake, engine } = intake
  const scratch = join(intake.directory, 'scratch')
  const ports = { pool, lake, engine, zone: dk.zone, clock: intake.ports.clock, scratch }
  await recordMarket(intake)
  const handlers = [
    rsm012Handler(supplierIntake(intake)),
    rsm014Handler(ports),
    rsm019Handler(ports),
    ...rejectionHandlers(ports),
  ]
  const runOf = { invoice: invoiceRun(ports), accrual: accrualRun(ports), reconciliation: reconciliationRun(ports) }
  const runs = await openRuns({ pool, databaseUrl: intake.url, definitions: Object.values(runOf) })
  const mint = await startTokenMint(
    SUPPLIER_AUDIENCE,
    SUPPLIER_ROLES.map((role) => ({ clientId: role, clientSecret: 'secret', role })),
  )
  const server = supplierServer({
    issuer: { issuerUrl: mint.url, audience: SUPPLIER_AUDIENCE },
    useCases: supplierUseCases({ ports, handlers, objects: intake.ports.objects }),
    log: createLog('error', () => {}),
    version: '0.0.0',
  })
  const by = { runs, codeVersion: '1.2.3' }
  const createdBy = 'a test'
  const house: SupplierHouse = {
    server,
    ports,
    intake,
    bearer: async (role) => `Bearer ${await mint.token(role)}`,
    take: async (category, documents) => {
      await takeAll(category, documents, { ports, handlers })
    },
    know: async (n) => {
      await inTransaction(pool, async (trx) => {
        await appendPeriods(trx, [hourlyPoint(n)], await nextRecordedSeq(trx))
      })
    },
    bill: async (to, contracts) => {
      const about = { to, issueDate: '2026-02-02', sellerId: '5790000000012', profile: dk, contracts }
      await runInvoices({ runId: randomUUID(), createdBy, ...about }, { ...by, ports, definition: runOf.invoice })
    },
    accrue: async (toDay) => {
      await runAccrual({ runId: randomUUID(), createdBy, toDay }, { ...by, ports, definition: runOf.accrual })
    },
    reconcile: async (fromDay, toDay) => {
      const request = { runId: randomUUID(), createdBy, fromDay, toDay, energySupplierId: OURS }
      await runReconciliation(request, { ...by, pool, zone: dk.zone, definition: runOf.reconciliation })
    },
    close: async () => {
      await server.close()
      await mint.stop()
      await runs.close()
      await intake.close()
    },
  }
  await house.take('measuredata', { 'readings-1': january(1), 'readings-2': january(2), 'readings-4': january(4) })
  return house
}

async function recordMarket({ pool, directory }: TestIntake): Promise<void> {
  const points = [1, 2, 3, 4].map(hourlyPoint)
  const add = await supplierMarket(pool, join(directory, 'csv'), { customers: 4, points })
  const owner = glnWithCheckDigit(27)
  await add('charges', 'owner_id;code;type;valid_from;valid_to;name;description;resolution;vat;is_tax;transparent', [
    `${owner};FREE;tariff;2025-12-01;;FREE;FREE;PT1H;true;false;true`,
  ])
  await add('charge_links', 'metering_point_id;owner_id;code;type;factor;valid_from;valid_to', [
    `${pointOf(4)};${owner};FREE;tariff;1;2026-01-01;`,
  ])
}

function hourlyPoint(n: number): NewPointPeriod {
  return examplePoint(n, { resolution: 'PT1H' })
}

// The hub alone delivers to a supplier, also what it has calculated.
function supplierIntake(intake: TestIntake): TestIntake['ports'] {
  return {
    ...intake.ports,
    responsibleFor: async () => () => dk.operatorId,
    take: async (bytes) => takeDocument(bytes, { profile: dk, allowCalculated: true }),
  }
}

/** A document of the hub with the golden readings of a customer, a transaction a day. */
function january(n: number): Uint8Array {
  return hubReadings(
    `readings-${n}`,
    pointOf(n),
    Array.from({ length: 31 }, (_, d) => `2026-01-${String(d + 1).padStart(2, '0')}`),
  )
}

/** A document of the hub with golden days of a point. */
export function hubReadings(messageId: string, meteringPointId: string, days: readonly string[]): Uint8Array {
  const milliKwh = GOLDEN_HOURS.map((micro) => Number(micro / 1000n))
  return exampleDocument(
    messageId,
    days.map((day) => ({ transactionId: `${messageId}-${day}`, meteringPointId, day, milliKwh, resolution: 'PT1H' })),
    { senderId: dk.operatorId ?? '', senderRole: 'DGL', receiverId: OURS, receiverRole: 'DDQ', processType: 'E23' },
  )
}

/** A document of the hub with what area 801 has consumed with us, by quarter-hour in milli-kWh. */
export function hubSums(messageId: string, date: string, milliKwh: (quarter: number) => number): Uint8Array {
  const day: MarketDay = marketDay(date, dk.zone)
  return encodeRsm014(
    {
      messageId,
      documentType: 'E31',
      processType: 'D04',
      businessSector: '23',
      createdAtMs: day.endMs,
      senderId: dk.operatorId ?? '',
      senderRole: 'DGL',
      receiverId: OURS,
      receiverRole: 'DDQ',
    },
    [
      {
        transactionId: `${messageId}-1`,
        version: 1n,
        gridArea: '801',
        energySupplierId: OURS,
        meteringPointType: 'E17',
        settlementMethod: 'D01',
        product: '8716867000030',
        unit: 'KWH',
        resolution: 'PT15M',
        fromMs: day.startMs,
        toMs: day.endMs,
        points: Array.from({ length: 96 }, (_, k) => ({
          position: k + 1,
          quantity: BigInt(milliKwh(k)) * 1000n,
          quality: 'calculated' as const,
        })),
      },
    ],
  )
}

async function takeAll(
  category: QueueCategory,
  documents: Readonly<Record<string, string | Uint8Array>>,
  { ports, handlers }: { readonly ports: BillingPorts; readonly handlers: readonly MessageHandler[] },
): Promise<void> {
  const waiting = Object.entries(documents)
  const client = {
    peek: async () => {
      const [messageId, body] = waiting[0] ?? []
      if (messageId === undefined || body === undefined) return undefined
      // Its own memory: a handler may hand it over to a thread.
      return await Promise.resolve({ messageId, bytes: new Uint8Array(Buffer.from(body)) })
    },
    dequeue: async () => {
      waiting.shift()
      return await Promise.resolve('dequeued' as const)
    },
    send: async () => await Promise.reject(new Error('nothing is sent here')),
    close: () => {},
  }
  await pollCategory(category, { client, ports: { ...ports, handlers }, wait: async () => {} })
}
