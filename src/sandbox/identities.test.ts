import { expect, test } from 'vitest'
import { parseGln, parseGsrn } from '../kernel/index.ts'
import { AREAS } from './fixed-points.ts'
import {
  balanceResponsibleGln,
  gsrnOf,
  marketStamp,
  messageId,
  meteredDataResponsibleGln,
  supplierGln,
  transactionId,
} from './identities.ts'
import { settingsOf } from './options.ts'

function weighted(id: string): number {
  const fromRight = Array.from(id).toReversed()
  return fromRight.reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
}

test('metering points have right check digits and differ', () => {
  const ids = Array.from({ length: 20_000 }, (_, point) => gsrnOf(point))
  for (const id of [...ids.slice(0, 500), gsrnOf(19_999_999)]) expect(parseGsrn(id).ok).toBe(true)
  expect(new Set(ids).size).toBe(20_000)
})

test('parties have right check digits and differ', () => {
  const ids = [
    ...[0, 1, 2].map((n) => supplierGln(n)),
    ...[0, 1].map((n) => balanceResponsibleGln(n)),
    ...AREAS.map((area) => meteredDataResponsibleGln(area)),
  ]
  for (const id of ids) expect(parseGln(id).ok).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

test('check digits are the ones that the rule of weights 3 and 1 gives', () => {
  for (let point = 0; point < 300; point += 1) expect(weighted(gsrnOf(point)) % 10).toBe(0)
  expect(weighted(supplierGln(1)) % 10).toBe(0)
})

test('any other option makes another stamp', () => {
  const options = { month: '2026-03', seed: 1, meteringPoints: 400 }
  const others = [
    { seed: 2 },
    { month: '2026-04' },
    { meteringPoints: 401 },
    { hourlyPercent: 31 },
    { correctedDaysPermille: 51 },
    { estimatedDaysPermille: 21 },
    { missingDaysPermille: 1 },
    { daysPerTransaction: 2 },
  ]
  const stamps = [{}, ...others].map((other) => marketStamp(settingsOf({ ...options, ...other })))
  expect(new Set(stamps).size).toBe(others.length + 1)
  for (const stamp of stamps) expect(stamp).toMatch(/^[0-9a-f]{8}$/)
})

test('ids of messages and transactions fit the 36 characters of the market', () => {
  expect(messageId('ffffffff', 3, '2026-12-31', '802', 99_999)).toHaveLength(31)
  expect(transactionId('ffffffff', 3, '2026-12-31', 19_999_999).length).toBeLessThanOrEqual(36)
})
