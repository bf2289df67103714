import { describe, expect, test } from 'vitest'
import { addDays, marketDay } from '../kernel/index.ts'
import type { PublishedCalculation } from '../settlement/index.ts'
import { chooseCalculations, type KnownCalculations } from './choose-calculations.ts'

const DAYS = Array.from({ length: 4 }, (_, n) => addDays(marketDay('2026-03-01', 'Europe/Copenhagen'), n))
const [FIRST, SECOND, THIRD, FOURTH] = DAYS.map(({ date }) => date) as [string, string, string, string]
const published = (id: string, version: bigint, other: Partial<PublishedCalculation> = {}): PublishedCalculation => ({
  calculationId: id,
  version,
  type: 'wholesale_fixing',
  period: { fromMs: 1, toMs: 2 },
  inputSeq: version * 10n,
  days: new Map([['801', DAYS.map(({ date }) => date)]]),
  ...other,
})
const known = (other: Partial<KnownCalculations>): KnownCalculations => ({
  latest: [],
  calculations: [],
  ownDays: undefined,
  ...other,
})
const latest = (gridArea: string, ids: Readonly<Record<string, string>>) =>
  Object.entries(ids).map(([date, calculationId]) => ({ gridArea, marketDay: date, calculationId }))

describe('of balance fixings', () => {
  const asked = { type: 'balance_fixing', days: DAYS, gridAreas: ['801'], calculations: new Map() } as const

  test('the latest counts day by day; a run is as long as it is the same', () => {
    const chosen = chooseCalculations(
      asked,
      known({
        latest: latest('801', { [FIRST]: 'a', [SECOND]: 'b', [THIRD]: 'a', [FOURTH]: 'a' }),
        calculations: [published('b', 2n), published('a', 1n)],
      }),
    )
    expect(chosen).toMatchObject({
      ok: true,
      value: [
        {
          calculationId: 'a',
          inputSeq: 10n,
          runs: [
            { gridArea: '801', from: FIRST, to: SECOND },
            { gridArea: '801', from: THIRD, to: '2026-03-05' },
          ],
        },
        { calculationId: 'b', inputSeq: 20n, runs: [{ gridArea: '801', from: SECOND, to: THIRD }] },
      ],
    })
  })

  test('days that are another’s are neither taken nor missed', () => {
    const chosen = chooseCalculations(
      asked,
      known({
        latest: latest('801', { [SECOND]: 'a' }),
        calculations: [published('a', 1n)],
        ownDays: new Map([['801', new Set([SECOND])]]),
      }),
    )
    expect(chosen).toMatchObject({ value: [{ runs: [{ from: SECOND, to: THIRD }] }] })
  })

  test('what is not calculated, and what is not the actor’s, is named for every area at once', () => {
    const chosen = chooseCalculations(
      { ...asked, gridAreas: ['801', '802', '803'] },
      known({
        latest: latest('801', { [FIRST]: 'a', [FOURTH]: 'a' }),
        ownDays: new Map(['801', '802'].map((area) => [area, new Set(DAYS.map(({ date }) => date))])),
      }),
    )
    expect(chosen.ok ? [] : chosen.error.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `NOT_CALCULATED grid area 801 has no published result on 2 of 4 days, the first being ${SECOND}`,
      `NOT_CALCULATED grid area 802 has no published result on 4 of 4 days, the first being ${FIRST}`,
      "REPORT_ARGUMENT grid area 803 is not the actor's in this period",
    ])
  })
})

describe('of wholesale calculations', () => {
  const asked = {
    type: 'wholesale_fixing',
    days: DAYS,
    gridAreas: ['801'],
    calculations: new Map([['801', 'a']]),
  } as const

  test('the one that is named counts, though a later one is published', () => {
    const chosen = chooseCalculations(asked, known({ calculations: [published('a', 1n), published('b', 2n)] }))
    expect(chosen).toMatchObject({
      ok: true,
      value: [{ calculationId: 'a', runs: [{ from: FIRST, to: '2026-03-05' }] }],
    })
  })

  test.each<[string, Partial<KnownCalculations>, string]>([
    ['one that there is not', {}, 'there is no calculation a, named for grid area 801'],
    [
      'one of another type',
      { calculations: [published('a', 1n, { type: 'balance_fixing' })] },
      'calculation a is a balance_fixing, not a wholesale_fixing',
    ],
    [
      'one of other areas, or not published',
      { calculations: [published('a', 1n, { days: new Map() })] },
      'calculation a has published nothing for grid area 801 in this period',
    ],
    [
      'one of another period',
      { calculations: [published('a', 1n, { days: new Map([['801', [FIRST]]]) })] },
      `grid area 801 has no published result on 3 of 4 days, the first being ${SECOND}`,
    ],
  ])('%s is named', (_, other, message) => {
    const chosen = chooseCalculations(asked, known(other))
    expect(chosen.ok ? [] : chosen.error.map((fault) => fault.message)).toEqual([message])
  })
})
