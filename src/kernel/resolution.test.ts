import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, marketDay } from './market-day.ts'
import { MARKET_ZONES } from './market-zone.ts'
import { isResolution, minutesOf, RESOLUTIONS, slotClassOf, slotCount, slotOf, slotStartMs } from './resolution.ts'

const DK = 'Europe/Copenhagen'
const summer = marketDay('2026-03-29', DK)
const winter = marketDay('2026-10-25', DK)

const label = (ms: number | undefined): string =>
  Temporal.Instant.fromEpochMilliseconds(ms ?? 0)
    .toZonedDateTimeISO(DK)
    .toPlainTime()
    .toString()

describe('how many slots a day has', () => {
  test.each([
    ['2026-03-29', [276, 92, 46, 23]],
    ['2026-03-30', [288, 96, 48, 24]],
    ['2026-10-25', [300, 100, 50, 25]],
  ])('%s', (date, counts) => {
    expect(RESOLUTIONS.map((resolution) => slotCount(marketDay(date, DK), resolution))).toEqual(counts)
  })

  test('never more than its class has room for, and a month has as many quarters as its hours have', () => {
    const october = Array.from({ length: 31 }, (_, n) => addDays(marketDay('2026-10-01', DK), n))
    for (const resolution of RESOLUTIONS) {
      expect(Math.max(...october.map((day) => slotCount(day, resolution)))).toBe(slotClassOf(resolution))
    }
    expect(october.reduce((quarters, day) => quarters + slotCount(day, 'PT15M'), 0)).toBe(4 * 745)
  })
})

describe('slots and instants', () => {
  test('go back and forth for every slot of every kind of day', () => {
    const date = fc.tuple(
      fc.integer({ min: 0, max: 1460 }),
      fc.constantFrom(...MARKET_ZONES),
      fc.constantFrom(...RESOLUTIONS),
    )
    fc.assert(
      fc.property(date, ([offset, zone, resolution]) => {
        const day = addDays(marketDay('2024-01-01', zone), offset)
        for (let slot = 0; slot < slotCount(day, resolution); slot += 1) {
          const startMs = slotStartMs(day, resolution, slot)
          expect(slotOf(day, resolution, startMs)).toBe(slot)
          expect(slotOf(day, resolution, startMs + 60_000)).toBeUndefined()
        }
      }),
      { numRuns: 60 },
    )
  })

  test('tell the repeated hour apart', () => {
    const [first, second] = ['2026-10-25T00:00Z', '2026-10-25T01:00Z'].map((text) => Date.parse(text))
    expect([label(first), label(second)]).toEqual(['02:00:00', '02:00:00'])
    expect([slotOf(winter, 'PT1H', first ?? 0), slotOf(winter, 'PT1H', second ?? 0)]).toEqual([2, 3])
    expect([slotOf(winter, 'PT15M', first ?? 0), slotOf(winter, 'PT15M', second ?? 0)]).toEqual([8, 12])
  })

  test('skip the hour that does not exist', () => {
    expect(slotOf(summer, 'PT1H', Date.parse('2026-03-29T03:00+02:00'))).toBe(2)
  })

  test('end with the day', () => {
    for (const resolution of RESOLUTIONS) {
      expect(slotStartMs(summer, resolution, slotCount(summer, resolution))).toBe(summer.endMs)
      expect(slotOf(summer, resolution, summer.endMs)).toBeUndefined()
      expect(slotOf(summer, resolution, summer.startMs - 1)).toBeUndefined()
    }
  })

  test.each([-1, 25, 0.5, Number.NaN])('slot %d of a day of 23 hours is a fault of the program', (slot) => {
    expect(() => slotStartMs(summer, 'PT1H', slot)).toThrow('does not exist on 2026-03-29')
  })
})

describe('resolutions', () => {
  test('have minutes and a class', () => {
    expect(RESOLUTIONS.map(minutesOf)).toEqual([5, 15, 30, 60])
    expect(RESOLUTIONS.map(slotClassOf)).toEqual([300, 100, 50, 25])
  })

  test('are known by name only', () => {
    expect(RESOLUTIONS.every(isResolution)).toBe(true)
    for (const text of ['P1M', 'P1D', 'pt15m', '', 'valueOf']) expect(isResolution(text)).toBe(false)
  })
})
