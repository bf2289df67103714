import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareSeries, TOLERANCE_MILLI_KWH } from './compare.ts'
import { keyText, type SeriesDay } from './model.ts'

function day(milliKwh: readonly (bigint | undefined)[], other: Partial<SeriesDay> = {}): SeriesDay {
  return {
    gridArea: '801',
    meteringPointType: 'consumption',
    settlementMethod: 'flex',
    marketDay: '2026-03-02',
    milliKwh,
    ...other,
  }
}

describe('own sums against the hub’s', () => {
  test('equal sums deviate by nothing, and every quarter is counted', () => {
    expect(compareSeries([day([1n, 2n, 0n])], [day([1n, 2n, 0n])])).toEqual({
      series: [
        {
          gridArea: '801',
          meteringPointType: 'consumption',
          settlementMethod: 'flex',
          quarters: 3,
          ownMilliKwh: 3n,
          hubMilliKwh: 3n,
          deviationMilliKwh: 0n,
          deviatingQuarters: 0,
        },
      ],
      deviations: [],
    })
  })

  test('a watt-hour is within the tolerance, two are not', () => {
    const { deviations } = compareSeries([day([10n, 20n])], [day([11n, 22n])])
    expect(deviations).toMatchObject([{ quarter: 1, ownMilliKwh: 20n, hubMilliKwh: 22n, deviationMilliKwh: -2n }])
  })

  test('deviations of opposite sign do not cancel each other', () => {
    expect(compareSeries([day([10n, 20n])], [day([15n, 15n])]).series).toMatchObject([
      { ownMilliKwh: 30n, hubMilliKwh: 30n, deviationMilliKwh: 10n, deviatingQuarters: 2 },
    ])
  })

  test('a value against none is named, even a value of zero', () => {
    const { deviations } = compareSeries([day([0n, undefined])], [day([undefined, undefined])])
    expect(deviations).toMatchObject([{ quarter: 0, ownMilliKwh: 0n, hubMilliKwh: undefined, deviationMilliKwh: 0n }])
  })

  test('a series or a day that one side alone has is compared with nothing', () => {
    const { series, deviations } = compareSeries(
      [day([5n]), day([7n], { marketDay: '2026-03-03' })],
      [day([5n]), day([9n], { gridArea: '802' })],
    )
    expect(series).toMatchObject([
      { gridArea: '801', ownMilliKwh: 12n, hubMilliKwh: 5n, deviationMilliKwh: 7n },
      { gridArea: '802', ownMilliKwh: undefined, hubMilliKwh: 9n, deviationMilliKwh: 9n },
    ])
    expect(deviations.map(({ gridArea, marketDay }) => [gridArea, marketDay])).toEqual([
      ['801', '2026-03-03'],
      ['802', '2026-03-02'],
    ])
  })

  test('it finds what plain loops find, whatever the sides have', () => {
    const value = fc.option(fc.bigInt({ min: -3n, max: 3n }), { nil: undefined })
    const days = fc.uniqueArray(
      fc.record({
        gridArea: fc.constantFrom('801', '802'),
        settlementMethod: fc.constantFrom('flex' as const, 'non_profiled' as const),
        marketDay: fc.constantFrom('2026-03-02', '2026-03-03'),
        milliKwh: fc.array(value, { minLength: 4, maxLength: 4 }),
      }),
      { selector: (d) => `${d.gridArea}${d.settlementMethod}${d.marketDay}` },
    )
    fc.assert(
      fc.property(days, days, (ownDays, hubDays) => {
        const [own, hub] = [ownDays, hubDays].map((list) => list.map(({ milliKwh, ...key }) => day(milliKwh, key)))
        const { series, deviations } = compareSeries(own ?? [], hub ?? [])
        const at = (list: readonly SeriesDay[] | undefined, id: string, quarter: number): bigint | undefined =>
          list?.find((d) => `${keyText(d)}|${d.marketDay}` === id)?.milliKwh[quarter]
        let total = 0n
        const expected: string[] = []
        const ids = new Set([...(own ?? []), ...(hub ?? [])].map((d) => `${keyText(d)}|${d.marketDay}`))
        for (const id of [...ids].toSorted()) {
          for (let quarter = 0; quarter < 4; quarter += 1) {
            const [a, b] = [at(own, id, quarter), at(hub, id, quarter)]
            const distance = (a ?? 0n) > (b ?? 0n) ? (a ?? 0n) - (b ?? 0n) : (b ?? 0n) - (a ?? 0n)
            if ((a === undefined) === (b === undefined) && distance <= TOLERANCE_MILLI_KWH) continue
            expected.push(`${id}|${quarter}`)
            total += distance
          }
        }
        expect(deviations.map((d) => `${keyText(d)}|${d.marketDay}|${d.quarter}`)).toEqual(expected)
        expect(series.reduce((sum, line) => sum + line.deviationMilliKwh, 0n)).toBe(total)
      }),
      { numRuns: 300 },
    )
  })
})
