import { describe, expect, test } from 'vitest'
import { decodeRsm012 } from '../exchange/index.ts'
import { marketDay, slotClassOf, slotCount, slotStartMs } from '../kernel/index.ts'
import type { Resolution } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { deliveredDocument } from './delivered-document.ts'
import type { DeliveredDocument } from './delivered-document.ts'
import { documentBytes } from './document-bytes.ts'
import { planDocuments } from './document-plan.ts'
import { finalReadings } from './final-readings.ts'
import { gsrnOf } from './identities.ts'
import { planMarket } from './market.ts'
import { SANDBOX_ZONE } from './market-days.ts'
import type { MarketOptions } from './options.ts'
import { isSet, mergeDeliveries } from './plain-settlement.ts'
import { readingDays } from './reading-days.ts'

const options: MarketOptions = {
  month: '2026-10',
  meteringPoints: 260,
  seed: 11,
  correctedDaysPermille: 200,
  missingDaysPermille: 30,
  daysPerTransaction: 3,
}

function deliver(given: MarketOptions): DeliveredDocument[] {
  const plan = planMarket(given)
  const readings = finalReadings(plan)
  return [...planDocuments(plan, readings)].map((planned) => deliveredDocument(plan, readings, planned))
}

interface JsonPoint {
  readonly position: { readonly value: number }
  readonly quality?: { readonly value: string }
  readonly quantity?: number
}

interface JsonSeries {
  readonly mRID: string
  readonly 'marketEvaluationPoint.mRID': { readonly value: string }
  readonly 'marketEvaluationPoint.type': { readonly value: string }
  readonly 'registration_DateAndOrTime.dateTime': string
  readonly Period: {
    readonly resolution: Resolution
    readonly timeInterval: {
      readonly start: { readonly value: string }
      readonly end: { readonly value: string }
    }
    readonly Point: readonly JsonPoint[]
  }
}

function parsed(document: DeliveredDocument): {
  readonly mRID: string
  readonly Series: readonly JsonSeries[]
  readonly [key: string]: unknown
} {
  const root = JSON.parse(new TextDecoder().decode(documentBytes(document))) as Record<
    string,
    { mRID: string; Series: JsonSeries[] }
  >
  const body = root['NotifyValidatedMeasureData_MarketDocument']
  if (body === undefined) throw new Error('another root key')
  return { ...body }
}

/** What each instant of a transaction states: milli-kWh or null, and the code of its quality. */
function statedByJson({ Period }: JsonSeries): Map<number, string> {
  const lengthMs = Period.resolution === 'PT1H' ? 3_600_000 : 900_000
  const startMs = Date.parse(Period.timeInterval.start.value)
  return new Map(
    Period.Point.map(({ position, quality, quantity }) => [
      startMs + (position.value - 1) * lengthMs,
      `${quantity === undefined ? '-' : Math.round(quantity * 1000)} ${quality?.value ?? 'A04'}`,
    ]),
  )
}

function statedByRows(document: DeliveredDocument, index: number): Map<number, string> {
  const transaction = document.transactions[index]
  const rows = document.days.find(({ slotClass }) => slotClass === transaction?.slotClass)
  if (transaction === undefined || rows === undefined) throw new Error('no rows')
  const stated = new Map<number, string>()
  for (let row = transaction.firstRow; row < transaction.firstRow + transaction.rowCount; row += 1) {
    const day = marketDay(new Date((rows.marketDay[row] ?? 0) * 86_400_000).toISOString().slice(0, 10), SANDBOX_ZONE)
    const resolution = transaction.resolution as Resolution
    for (let k = 0; k < slotCount(day, resolution); k += 1) {
      const has = (mask: Float64Array): boolean => isSet(mask, rows.slotClass, row, k)
      if (!has(rows.stated)) continue
      const milli = (rows.values[row * rows.slotClass + k] ?? 0n) / 1000n
      const text = has(rows.measured) ? `${milli} A04` : has(rows.estimated) ? `${milli} A03` : '- A02'
      stated.set(slotStartMs(day, resolution, k), text)
    }
  }
  return stated
}

describe('documents and blocks', () => {
  const documents = deliver(options)

  test('say the same: every position of the JSON is a slot of the rows, and none is left over', () => {
    let positions = 0
    for (const document of documents) {
      const { Series, ...header } = parsed(document)
      expect(header.mRID).toBe(document.header.messageId)
      expect(Series).toHaveLength(document.transactions.length)
      Series.forEach((series, index) => {
        const transaction = document.transactions[index]
        expect(statedByJson(series)).toEqual(statedByRows(document, index))
        expect(series).toMatchObject({
          mRID: transaction?.transactionId,
          'marketEvaluationPoint.mRID': { value: transaction?.meteringPointId },
          'marketEvaluationPoint.type': { value: transaction?.meteringPointType },
        })
        expect(Date.parse(series['registration_DateAndOrTime.dateTime'])).toBe(transaction?.registeredAtMs)
        expect(Date.parse(series.Period.timeInterval.end.value)).toBe(transaction?.toMs)
        positions += series.Period.Point.length
      })
    }
    expect(positions).toBeGreaterThan(400_000)
  })

  test('are read back by the decoder as what was delivered, without a finding', () => {
    for (const { name: _, ...document } of documents)
      expect(decodeRsm012(documentBytes({ name: '', ...document }), { profile: dk })).toEqual(document)
  })

  test('count their positions, qualities and sums', () => {
    for (const document of documents) {
      document.transactions.forEach((transaction, index) => {
        const stated = [...statedByRows(document, index).values()].map((text) => text.split(' '))
        const ofQuality = (code: string): number => stated.filter(([, quality]) => quality === code).length
        expect(transaction.positions).toBe(stated.length)
        expect(transaction.qualities).toEqual({
          measured: ofQuality('A04'),
          estimated: ofQuality('A03'),
          missing: ofQuality('A02'),
          calculated: 0,
          other: 0,
        })
        const milli = stated.reduce((sum, [value]) => sum + (value === '-' ? 0n : BigInt(value ?? 0)), 0n)
        expect(transaction.sum).toBe(milli * 1000n)
      })
    }
  })

  test('merge, in any order of arrival, into the final readings', () => {
    const plan = planMarket(options)
    const { hours, quarters } = readingDays(plan, finalReadings(plan), { from: 0, to: 260 }, { from: 0, to: 31 })
    for (const arrival of [documents, documents.toReversed()]) {
      const merged = mergeDeliveries(arrival)
      expect(merged.size).toBe(hours.points.length + quarters.points.length)
      for (const { rows, points } of [hours, quarters]) {
        points.forEach((point, row) => {
          const slots = merged.get(`${gsrnOf(point)}/${rows.marketDay[row]}/${rows.slotClass}`) ?? []
          for (let k = 0; k < rows.slotClass; k += 1) {
            const value = isSet(rows.stated, rows.slotClass, row, k) ? (slots[k]?.micro ?? 0n) : 0n
            if (value !== rows.values[row * rows.slotClass + k])
              expect.unreachable(`point ${point}, row ${row}, slot ${k}`)
            const quality = isSet(rows.measured, rows.slotClass, row, k)
              ? 'measured'
              : isSet(rows.estimated, rows.slotClass, row, k)
                ? 'estimated'
                : 'missing'
            if ((slots[k]?.quality ?? quality) !== quality)
              expect.unreachable(`quality of point ${point}, row ${row}, slot ${k}`)
          }
        })
      }
    }
  })

  test('have ids that are never used twice', () => {
    const transactions = documents.flatMap((document) =>
      document.transactions.map(({ transactionId }) => transactionId),
    )
    expect(new Set(transactions).size).toBe(transactions.length)
    expect(new Set(documents.map(({ header }) => header.messageId)).size).toBe(documents.length)
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length)
    for (const id of [...transactions, ...documents.map(({ header }) => header.messageId)])
      expect(id.length).toBeLessThanOrEqual(36)
  })
})

test('the same seed gives the same bytes in any order of asking; another seed gives others', () => {
  const given: MarketOptions = {
    month: '2026-03',
    meteringPoints: 240,
    seed: 21,
    daysPerTransaction: 10,
  }
  const bytesOf = (seed: number, backwards: boolean): Map<string, string> => {
    const plan = planMarket({ ...given, seed })
    const readings = finalReadings(plan)
    const planned = [...planDocuments(plan, readings)]
    const asked = backwards ? planned.toReversed() : planned
    return new Map(
      asked.map((each) => [
        each.name,
        Buffer.from(documentBytes(deliveredDocument(plan, readings, each))).toString('latin1'),
      ]),
    )
  }
  const forwards = bytesOf(21, false)
  const backwards = bytesOf(21, true)
  const other = bytesOf(22, false)
  for (const [name, bytes] of forwards) {
    expect(backwards.get(name) === bytes).toBe(true)
    expect(other.get(name) === bytes).toBe(false)
  }
})

test.each([
  ['2026-03-29', 92, 23],
  ['2026-10-25', 100, 25],
  ['2026-10-24', 96, 24],
])('the first deliveries of %s have %i quarters or %i hours', (date, quarters, hours) => {
  const plan = planMarket({ month: date.slice(0, 7), meteringPoints: 240 })
  const readings = finalReadings(plan)
  const planned = [...planDocuments(plan, readings)].filter(({ name }) => name.startsWith(`1-first-${date}`))
  const transactions = planned.flatMap((each) => deliveredDocument(plan, readings, each).transactions)
  expect(transactions.length).toBeGreaterThan(200)
  for (const { resolution, positions, fromMs, toMs, slotClass } of transactions) {
    expect(positions).toBe(resolution === 'PT1H' ? hours : quarters)
    expect(toMs - fromMs).toBe(hours * 3_600_000)
    expect(slotClass).toBe(slotClassOf(resolution as Resolution))
  }
})

test('some 5 % of the days are delivered again, in each of the ways; a point is sent by the company of its area', () => {
  const documents = deliver({ month: '2026-03', meteringPoints: 400 })
  const days = new Map<string, number>()
  let partial = 0
  for (const { transactions } of documents) {
    for (const { meteringPointId, fromMs, positions } of transactions) {
      days.set(`${meteringPointId}/${fromMs}`, (days.get(`${meteringPointId}/${fromMs}`) ?? 0) + 1)
      if (positions <= 4) partial += 1
    }
  }
  const again = [...days.values()].filter((times) => times > 1).length
  expect(again / days.size).toBeGreaterThan(0.04)
  expect(again / days.size).toBeLessThan(0.06)
  expect(partial).toBeGreaterThan(100)
  const senders = new Map(
    documents.flatMap(({ header, transactions }) =>
      transactions.map(({ meteringPointId }) => [meteringPointId, header.senderId] as const),
    ),
  )
  expect(new Set(senders.values()).size).toBe(4)
  expect(Math.max(...days.values())).toBe(3)
})
