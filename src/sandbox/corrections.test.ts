import { expect, test } from 'vitest'
import { contentOf, correctionOf, isIn, WAVES } from './corrections.ts'
import type { CorrectionKind } from './corrections.ts'
import { planMarket } from './market.ts'
import { settingsOf } from './options.ts'
import { createdAtMs, lastDayOfWindow, registeredAtMs } from './registration.ts'

const settings = settingsOf({ month: '2026-03' })
const KINDS: readonly CorrectionKind[] = ['none', 'whole_day', 'single_positions', 'withdrawal', 'late_duplicate']

function counted(permille: number): Map<CorrectionKind, number> {
  const counts = new Map<CorrectionKind, number>(KINDS.map((kind) => [kind, 0]))
  for (let point = 0; point < 20_000; point += 1) {
    const kind = correctionOf({ ...settings, correctedDaysPermille: permille }, point, 20_520)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

test('5 % of the days are delivered more than once, most of them as a whole, and each other way occurs', () => {
  const counts = counted(50)
  const corrected = 20_000 - (counts.get('none') ?? 0)
  expect(Math.abs(corrected - 1000)).toBeLessThan(100)
  expect((counts.get('whole_day') ?? 0) / corrected).toBeGreaterThan(0.6)
  for (const kind of ['single_positions', 'withdrawal', 'late_duplicate'] as const)
    expect(counts.get(kind)).toBeGreaterThan(30)
})

test('the share can be none or all', () => {
  expect(counted(0).get('none')).toBe(20_000)
  expect(counted(1000).get('none')).toBe(0)
})

test('each way has its waves', () => {
  const waves = KINDS.map((kind) => WAVES.filter((wave) => isIn(wave, kind)))
  expect(waves).toEqual([[1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 3]])
})

test('what stands in the end is stated last for every slot that was ever wrong or withdrawn', () => {
  for (const kind of KINDS) {
    for (let point = 0; point < 200; point += 1) {
      const standing: string[] = []
      // The late duplicate has an old registration time: it does not count.
      for (const wave of WAVES.filter((each) => isIn(each, kind) && !(each === 3 && kind === 'late_duplicate'))) {
        const { stated, values, wrong } = contentOf(settings, point, 20_520, kind, wave, 96)
        for (let k = stated.from; k < stated.to; k += 1) {
          standing[k] = values === 'wrong' ? (k >= wrong.from && k < wrong.to ? 'wrong' : 'final') : values
        }
      }
      expect(standing).toEqual(Array.from({ length: 96 }, () => 'final'))
    }
  }
})

test('single positions are one to four, within the day', () => {
  for (let point = 0; point < 500; point += 1) {
    const { stated } = contentOf(settings, point, 20_520, 'single_positions', 2, 23)
    expect(stated.from >= 0 && stated.to <= 23).toBe(true)
    expect([1, 2, 3, 4]).toContain(stated.to - stated.from)
  }
})

test('a late duplicate says what the first delivery said', () => {
  const first = contentOf(settings, 5, 20_520, 'late_duplicate', 1, 96)
  expect(contentOf(settings, 5, 20_520, 'late_duplicate', 3, 96)).toEqual(first)
})

test('registrations rise from wave to wave, except that a late duplicate repeats the first', () => {
  for (const daysPerTransaction of [1, 7, 31]) {
    const plan = planMarket({ month: '2026-03', daysPerTransaction })
    for (const dayIndex of [0, 10, 30]) {
      const at = (wave: 1 | 2 | 3, kind: CorrectionKind): number => registeredAtMs(plan, 9, dayIndex, wave, kind)
      expect(at(1, 'withdrawal')).toBeLessThan(at(2, 'withdrawal'))
      expect(at(2, 'withdrawal')).toBeLessThan(at(3, 'withdrawal'))
      expect(at(3, 'late_duplicate')).toBe(at(1, 'late_duplicate'))
      expect(at(1, 'none')).toBeLessThan(createdAtMs(plan, dayIndex, 1))
    }
  }
})

test('windows of first deliveries end with the month', () => {
  const plan = planMarket({ month: '2026-03', daysPerTransaction: 7 })
  expect([0, 6, 7, 27, 28, 30].map((day) => lastDayOfWindow(plan, day))).toEqual([6, 6, 13, 27, 30, 30])
})
