import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketDay, nextDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import type { Publication } from './publications.ts'
import { dayStretches, latestCorrections, successionOf } from './succession.ts'

const publication = (version: number, seq: number, other: Partial<Publication> = {}): Publication => ({
  calculationType: 'balance_fixing',
  gridArea: '801',
  marketDay: '2026-03-01',
  version: BigInt(version),
  calculationId: `calculation ${version}`,
  isInternal: false,
  publishedSeq: BigInt(seq),
  publishedAtMs: seq * 1000,
  ...other,
})

/** version: from, to */
const told = (published: readonly Publication[]): string[] =>
  successionOf(published).map(
    ({ version, latestFrom, latestTo }) => `${version}: ${latestFrom?.seq ?? 'never'}, ${latestTo?.seq ?? 'open'}`,
  )

describe('a version is the latest', () => {
  test('from its publication until a higher one is published', () => {
    expect(told([publication(1, 10), publication(2, 20), publication(5, 30)])).toEqual([
      '1: 10, 20',
      '2: 20, 30',
      '5: 30, open',
    ])
    expect(successionOf([publication(1, 10), publication(2, 20)])[0]?.latestTo).toEqual({ seq: 20n, atMs: 20_000 })
  })

  test('never when a higher one was published before it; that one goes on', () => {
    expect(told([publication(2, 10), publication(1, 20), publication(3, 30)])).toEqual([
      '2: 10, 30',
      '1: never, open',
      '3: 30, open',
    ])
  })

  test('for its own type, area and day only', () => {
    const rows = [
      publication(1, 10),
      publication(2, 20, { gridArea: '802' }),
      publication(3, 30, { marketDay: '2026-03-02' }),
      publication(4, 40, { calculationType: 'aggregation' }),
    ]
    expect(told(rows)).toEqual(['1: 10, open', '2: 20, open', '3: 30, open', '4: 40, open'])
  })

  test('as a replay of any publications says, moment by moment', () => {
    // Days published by versions in any order; version 0 is one that was migrated (settlement 1.8).
    const story = fc
      .uniqueArray(fc.record({ day: fc.integer({ min: 1, max: 2 }), version: fc.integer({ min: 0, max: 12 }) }), {
        maxLength: 12,
        selector: ({ day, version }) => `${day} ${version}`,
      })
      .map((rows) => rows.map(({ day, version }, at) => publication(version, at + 1, { marketDay: `2026-03-0${day}` })))
    fc.assert(
      fc.property(story, (published) => {
        const intervals = successionOf(published)
        expect(intervals).toHaveLength(published.length)
        for (let moment = 0n; moment <= BigInt(published.length); moment += 1n) {
          for (const day of ['2026-03-01', '2026-03-02']) {
            const holds = intervals.filter(
              ({ marketDay: of, latestFrom, latestTo }) =>
                of === day &&
                latestFrom !== undefined &&
                latestFrom.seq <= moment &&
                (latestTo === undefined || moment < latestTo.seq),
            )
            expect(holds.map(({ version }) => version)).toEqual(highest(published, day, moment))
          }
        }
      }),
    )
  })
})

/** The highest version that was published for a day up to a moment, by looking at each. */
function highest(published: readonly Publication[], day: string, moment: bigint): bigint[] {
  let found: bigint | undefined
  for (const one of published) {
    if (one.marketDay !== day || one.publishedSeq > moment) continue
    if (found === undefined || one.version > found) found = one.version
  }
  return found === undefined ? [] : [found]
}

test('of corrections the third goes before the second before the first, whatever their versions', () => {
  const of = (type: CalculationType, version: number, day: number, area = '801'): Publication =>
    publication(version, version, { calculationType: type, marketDay: `2026-03-0${day}`, gridArea: area })
  const found = latestCorrections([
    of('first_correction_settlement', 9, 1),
    of('third_correction_settlement', 3, 1),
    of('second_correction_settlement', 5, 1),
    of('second_correction_settlement', 5, 2),
    of('first_correction_settlement', 9, 2),
    of('first_correction_settlement', 9, 2, '802'),
    of('wholesale_fixing', 99, 3),
  ])
  expect(found.map(({ gridArea, marketDay: day, version }) => `${gridArea} ${day} ${version}`)).toEqual([
    '801 2026-03-01 3',
    '801 2026-03-02 5',
    '802 2026-03-02 9',
  ])
})

test('days that follow each other and say the same are one stretch, over a change of the clock too', () => {
  const days = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-04-01', '2026-04-02']
  const rows = days.map((day, at) => publication(at === 4 ? 2 : 1, at, { marketDay: day }))
  const next = (day: string): string => nextDay(marketDay(day, dk.zone)).date
  const stretches = dayStretches(rows, ({ version }) => String(version), next)
  expect(stretches.map(({ firstDay, lastDay, days: count }) => `${firstDay} ${lastDay} ${count}`)).toEqual([
    '2026-03-28 2026-03-30 3',
    '2026-04-01 2026-04-01 1',
    '2026-04-02 2026-04-02 1',
  ])
  expect(dayStretches([], () => '', next)).toEqual([])
})
