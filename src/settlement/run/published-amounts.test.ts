import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWholesaleHub, RECEIVERS, type ReceivedAmounts, type WholesaleHub } from '../../../test/wholesale-hub.ts'
import { receivedLines, storedLines } from '../../../test/wholesale-lines.ts'
import type { AmountRows } from '../wholesale/amount-rows.ts'

// By hand, slots, months and totals. ONE: NET in 743 hours, because the loss point has it throughout; ABO from the 11th to the
// 15th; TAX on 15 days of two types of point. TWO: NET in 383 hours of flex and 743 non-profiled, TRANS in 719 from the 2nd; ABO
// on 16 days, TAX on 16 of two types, GEB once.
const COUNTS: Readonly<Record<string, readonly number[]>> = {
  one: [743 + 5 + 30, 3, 1],
  two: [383 + 743 + 719 + 16 + 32 + 1, 5, 1],
  gridOwner: [743 + 5 + 30 + 383 + 743 + 16 + 32 + 1, 7, 2],
  systemOperator: [719, 1, 1],
}

let hub: WholesaleHub
let stored: AmountRows
const received = new Map<string, ReceivedAmounts[]>()

beforeAll(async () => {
  hub = await openWholesaleHub()
  stored = await hub.stored(hub.fixing)
  for (const [name, party] of Object.entries(RECEIVERS)) received.set(name, await hub.received(party))
})
afterAll(async () => {
  await hub.close()
})

describe('what a wholesale fixing puts into queues', () => {
  test.each(Object.entries(RECEIVERS))('%s is told what is stored of it, each slot once', (name, party) => {
    const told = receivedLines(received.get(name) ?? [])
    const expected = storedLines(stored, party)
    expect(told).toEqual(expected)
    expect([told.slots.length, told.months.length, told.totals.length]).toEqual(COUNTS[name])
    expect(new Set([...told.slots, ...told.months]).size).toBe(told.slots.length + told.months.length)
  })

  test('all of it is stored: both suppliers, and both owners, are told of every charge', () => {
    const charges = stored.amounts.length
    const slots = (...names: string[]): number =>
      names.reduce((sum, name) => sum + receivedLines(received.get(name) ?? []).slots.length, 0)
    expect(slots('one', 'two')).toBe(charges)
    expect(slots('gridOwner', 'systemOperator')).toBe(charges)
  })

  test('amounts of the month add up to what suppliers pay, whoever is told', () => {
    const sum = (name: string, of: (series: ReceivedAmounts) => boolean): bigint =>
      (received.get(name) ?? [])
        .filter(of)
        .reduce((total, { points }) => total + points.reduce((all, { amount }) => all + (amount ?? 0n), 0n), 0n)
    const isTotal = ({ chargeCode }: ReceivedAmounts): boolean => chargeCode === undefined
    const isMonth = (one: ReceivedAmounts): boolean => !isTotal(one) && one.resolution === 'P1M'
    const isSlot = (one: ReceivedAmounts): boolean => one.resolution !== 'P1M'
    for (const name of Object.keys(RECEIVERS)) {
      expect(sum(name, isSlot)).toBe(sum(name, isMonth))
      expect(sum(name, isTotal)).toBe(sum(name, isMonth))
    }
    expect(sum('gridOwner', isTotal) + sum('systemOperator', isTotal)).toBe(sum('one', isTotal) + sum('two', isTotal))
    expect(sum('systemOperator', isTotal)).toBeLessThan(0n)
  })

  test('queues are empty then, and a message is of the fixing', async () => {
    for (const [name, party] of Object.entries(RECEIVERS)) {
      expect(new Set((received.get(name) ?? []).map((one) => `${one.processType} ${one.version}`))).toEqual(
        new Set([`D05 ${hub.fixing.version}`]),
      )
      expect(await hub.received(party)).toEqual([])
    }
  })
})
