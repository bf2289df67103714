import { expect, test } from 'vitest'
import { deliveredDocument } from './delivered-document.ts'
import { DOCUMENT_LIMITS, planDocuments } from './document-plan.ts'
import type { PlannedDocument } from './document-plan.ts'
import { documentBytes } from './document-bytes.ts'
import { finalReadings } from './final-readings.ts'
import type { FinalReadings } from './final-readings.ts'
import { planMarket } from './market.ts'
import type { MarketPlan } from './market.ts'
import type { MarketOptions } from './options.ts'

function planned(options: MarketOptions): {
  plan: MarketPlan
  readings: FinalReadings
  documents: PlannedDocument[]
} {
  const plan = planMarket(options)
  const readings = finalReadings(plan)
  return { plan, readings, documents: [...planDocuments(plan, readings)] }
}

test('a plan counts the transactions that the document will have', () => {
  const { plan, readings, documents } = planned({
    month: '2026-03',
    meteringPoints: 300,
    daysPerTransaction: 7,
  })
  for (const document of documents) {
    expect(deliveredDocument(plan, readings, document).transactions).toHaveLength(document.transactions)
  }
})

test('in the order of names documents arrive wave by wave, day by day', () => {
  const { documents } = planned({ month: '2026-03' })
  const waves = documents.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ wave }) => wave)
  expect(waves).toEqual(waves.toSorted((a, b) => a - b))
  expect(new Set(waves).size).toBe(3)
})

test('no document exceeds 2,000 transactions, whatever the size of the market', () => {
  const { documents } = planned({
    month: '2026-02',
    meteringPoints: 9000,
    correctedDaysPermille: 1000,
  })
  for (const { transactions } of documents)
    expect(transactions > 0 && transactions <= DOCUMENT_LIMITS.transactions).toBe(true)
  expect(documents.filter(({ transactions }) => transactions === DOCUMENT_LIMITS.transactions).length).toBeGreaterThan(
    28,
  )
})

test('the points of a bundle are cut without gap or overlap', () => {
  const { documents } = planned({ month: '2026-02', meteringPoints: 9000 })
  const bundles = Map.groupBy(documents, ({ wave, area, days }) => `${wave} ${area} ${days.from}`)
  for (const bundle of bundles.values()) {
    expect(bundle.map(({ part }) => part)).toEqual(bundle.map((_, n) => n + 1))
    expect(bundle.slice(1).map(({ points }) => points.from)).toEqual(bundle.slice(0, -1).map(({ points }) => points.to))
  }
})

test('documents stay below 12 MB, also when a transaction takes a week', () => {
  for (const daysPerTransaction of [1, 7]) {
    const { plan, readings, documents } = planned({
      month: '2026-03',
      meteringPoints: 6000,
      hourlyPercent: 0,
      daysPerTransaction,
    })
    const largest = documents.filter(({ wave }) => wave === 1).toSorted((a, b) => b.transactions - a.transactions)[0]
    if (largest === undefined) throw new Error('no document')
    const bytes = documentBytes(deliveredDocument(plan, readings, largest)).byteLength
    expect(bytes).toBeLessThan(12_000_000)
    expect(bytes).toBeGreaterThan(5_000_000)
  }
})
