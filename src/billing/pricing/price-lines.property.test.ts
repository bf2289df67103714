import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../platform/index.ts'
import type { PlainFault, PlainLine } from '../testing/plain-market.ts'
import { pricePlain } from '../testing/price-plain.ts'
import { randomMarket } from '../testing/random-market.ts'
import { priceReference } from '../testing/reference.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openEngine({
    threads: 1,
    tempDir: join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gridbook-pricing-random'),
  })
})
afterAll(async () => {
  await engine.close()
})

const lineText = (line: PlainLine): string =>
  [
    line.supplyPeriod,
    line.from,
    line.to,
    line.type,
    line.chargeId,
    line.factor,
    line.quantity,
    line.unitPrice,
    line.amountOre,
    line.vat,
  ].join(' ')
const faultText = (fault: PlainFault): string =>
  [fault.supplyPeriod, fault.code, fault.type, fault.chargeId, new Date(fault.firstMs).toISOString(), fault.slots].join(
    ' ',
  )

test('the models price random markets as the plain loops do', async () => {
  const made = fc.record({ seed: fc.integer({ min: 1, max: 2 ** 30 }), autumn: fc.boolean(), hasFaults: fc.boolean() })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(made, async (from) => {
      const { market, to } = randomMarket(from)
      const [found, expected] = [await pricePlain(market, to, engine), priceReference(market, to)]
      expect(found.faults.map(faultText).toSorted()).toEqual(expected.faults.map(faultText).toSorted())
      expect(found.lines.map(lineText).toSorted()).toEqual(expected.lines.map(lineText).toSorted())
      for (const line of found.lines) seen.add(line.type)
      for (const fault of found.faults) seen.add(fault.code)
    }),
    { numRuns: Number(process.env['PRICING_RUNS'] ?? 30), seed: 20_261_121 },
  )
  // A generator that makes none of these would prove nothing about them.
  expect([...seen].toSorted()).toEqual([
    'CHARGE_UNKNOWN',
    'POINT_UNPRICEABLE',
    'PRICE_AREA_MISSING',
    'PRICE_MISSING',
    'READINGS_MISSING',
    'energy',
    'fee',
    'subscription',
    'supplier_subscription',
    'tariff',
    'tax',
  ])
}, 120_000)
