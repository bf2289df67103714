import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { examplePoint, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { toDayRows } from '../../test/plain-days.ts'
import { glnWithCheckDigit, marketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { acceptCalculated, type CalculatedReadings } from './accept-calculated.ts'
import { documentBytes } from './document-bytes.ts'

const [PARENT, HEATING] = [1, 2] as const
const HUB = '5790001330552'

let intake: TestIntake
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [
    examplePoint(PARENT),
    examplePoint(PARENT, { validFrom: '2026-03-03', energySupplierId: glnWithCheckDigit(2) }),
    {
      meteringPointId: pointId(HEATING),
      validFrom: '2020-01-01',
      type: 'electrical_heating',
      resolution: 'PT1H',
      gridArea: '801',
      parentId: pointId(PARENT),
    },
  ])
})
afterAll(async () => {
  await intake.close()
})

const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03']
function readings(runId: string, micro: bigint, registeredAtMs: number): CalculatedReadings {
  const rows = toDayRows(
    DAYS.map((date) => ({
      point: pointId(HEATING),
      stream: '',
      slotClass: 25,
      day: marketDay(date, dk.zone).dayNumber,
      slots: 24,
      registeredAtMs,
      stated: new Map(
        Array.from({ length: 24 }, (_, k) => [k, { quality: 'calculated', micro: k === 0 ? micro : 0n }]),
      ),
    })),
  )
  const transaction = { meteringPointId: pointId(HEATING), meteringPointType: 'electrical_heating' } as const
  return {
    runId,
    calculation: 'electrical-heating',
    senderId: HUB,
    registeredAtMs,
    rows,
    transactions: [{ ...transaction, transactionId: `${runId}-1`, firstRow: 0, rowCount: 3 }],
  }
}

async function accept(given: CalculatedReadings): Promise<void> {
  await inTransaction(intake.pool, async (trx) => {
    const ready = await acceptCalculated(trx, given, intake.ports)
    await ready.record(await nextRecordedSeq(trx))
  })
}

async function queued(): Promise<unknown[]> {
  const { rows } = await intake.pool.query<{ actor_id: string; points: number }>(
    `select q.actor_id, i.points from exchange.queue_item i join exchange.queue_batch b using (batch_id)
     join exchange.queue q using (queue_id) order by i.batch_id, i.ordinal`,
  )
  return rows.map((row) => [row.actor_id, row.points])
}

async function firstHours(): Promise<unknown[]> {
  return await intake.atSnapshot(['2026-03'], undefined, async (snapshot) => {
    const rows = await intake.engine.rows(
      `select cast(market_day as VARCHAR) as day, q_1, q_24, q_25, calculated_0 from (${snapshot.relation(25)}) order by market_day`,
    )
    return rows.map((row) => Object.values(row))
  })
}

const HOURS = 2n ** 24n - 1n

test('calculated readings are readings: days, the log of documents, and the queues of who supplies the parent that day', async () => {
  await accept(readings('run-1', 1_500_000n, 1_000))
  expect(await firstHours()).toEqual(DAYS.map((day) => [day, '1.500000', '0.000000', null, HOURS]))
  expect(await queued()).toEqual([
    [glnWithCheckDigit(1), 48],
    [glnWithCheckDigit(2), 24],
  ])
  const { rows } = await intake.pool.query(
    'select document_id, sender_id, message_id, source, outcome, transactions, points from measurements.document',
  )
  expect(rows).toEqual([
    {
      document_id: 'calculation run-1',
      sender_id: HUB,
      message_id: 'run-1',
      source: 'calculation electrical-heating',
      outcome: 'accepted',
      transactions: 1,
      points: 72n,
    },
  ])
  const kept = await documentBytes('calculation run-1', intake.ports)
  expect(JSON.parse(Buffer.from(kept.bytes).toString())).toEqual({
    calculation: 'electrical-heating',
    runId: 'run-1',
    transactions: 1,
  })
})

test('a later run takes the place of the earlier values, an earlier registration does not', async () => {
  await accept(readings('run-2', 2_000_000n, 2_000))
  expect(await firstHours()).toEqual(DAYS.map((day) => [day, '2.000000', '0.000000', null, HOURS]))
  await accept(readings('run-3', 9_000_000n, 1_500))
  expect(await firstHours()).toEqual(DAYS.map((day) => [day, '2.000000', '0.000000', null, HOURS]))
})

test('a run is taken in once for ever', async () => {
  const before = await queued()
  await expect(accept(readings('run-1', 3_000_000n, 9_000))).rejects.toThrow()
  expect(await queued()).toEqual(before)
  const repeated = readings('run-9', 3_000_000n, 9_000)
  const [transaction] = readings('run-2', 0n, 0).transactions
  await expect(accept({ ...repeated, transactions: transaction === undefined ? [] : [transaction] })).rejects.toThrow(
    /repeats a transaction id/,
  )
  expect(await firstHours()).toEqual(DAYS.map((day) => [day, '2.000000', '0.000000', null, HOURS]))
})
