import { expect, test } from 'vitest'
import { parseDecimal } from '../../kernel/index.ts'
import { finalReadings } from '../final-readings.ts'
import { generateMarket } from '../generate-market.ts'
import { planMarket } from '../market.ts'
import { billTruth } from './bill-truth.ts'
import { contractOf } from './contracts.ts'
import { plainLines } from './plain-lines.ts'
import { quarterEnergy } from './supplied-energy.ts'
import { suppliedPoints } from './supplied-points.ts'

const options = { month: '2026-03', meteringPoints: 300 }
const plan = planMarket(options)
const readings = finalReadings(plan)

function ore(kroner: string): bigint {
  const parsed = parseDecimal(kroner, { scale: 2, maxIntegerDigits: 12, maxDecimals: 2 })
  if (!parsed.ok) throw new Error(`${kroner} is no amount`)
  return parsed.value
}

test('a bill has an invoice for each contract with days in it, and VAT once for each', () => {
  const days = { from: 0, to: 24 }
  const { count, net, vat, gross } = billTruth(plan, readings, days)
  const points = [...suppliedPoints(plan)].filter((point) => point.days.from < 24)
  expect(count).toBe(new Set(points.map((point) => contractOf(1, point).contractId)).size)
  expect(ore(gross)).toBe(ore(net) + ore(vat))
  // Each invoice's VAT is at most half an øre off a quarter of its lines.
  const off = 4n * ore(vat) - ore(net)
  expect(off <= 2n * BigInt(count) && off >= -2n * BigInt(count)).toBe(true)
})

test('the lines of a bill add up to it', () => {
  const days = { from: 24, to: 31 }
  const energy = quarterEnergy(plan, readings)
  const lines = [...suppliedPoints(plan)].flatMap((point) => plainLines(plan, energy, point, days))
  expect(ore(billTruth(plan, readings, days).net)).toBe(lines.reduce((sum, { amountOre }) => sum + amountOre, 0n))
  expect(lines.length).toBeGreaterThan(400)
})

test('a month billed in two parts differs from a month billed at once by rounding alone', () => {
  const [first, rest, whole] = [
    { from: 0, to: 24 },
    { from: 24, to: 31 },
    { from: 0, to: 31 },
  ].map((days) => ore(billTruth(plan, readings, days).net))
  const difference = (first ?? 0n) + (rest ?? 0n) - (whole ?? 0n)
  expect(difference < 600n && difference > -600n).toBe(true)
})

test('the market hands out the same truth', () => {
  expect(generateMarket(options).billTruth({ from: 0, to: 24 })).toEqual(billTruth(plan, readings, { from: 0, to: 24 }))
})
