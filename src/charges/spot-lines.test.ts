import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal } from '../kernel/index.ts'
import { spotFormOf, spotLine } from './spot-lines.ts'
import type { SpotForm } from './spot-lines.ts'

const OURS: SpotForm = { resolution: undefined, isPublic: false }
const read = (fields: Record<string, string>, form: SpotForm = OURS): ReturnType<typeof spotLine> =>
  spotLine(
    {
      line: 2,
      fields: new Map(
        Object.entries({ price_area: 'DK1', start: '2026-01-01T00:00Z', resolution: 'PT15M', ...fields }),
      ),
    },
    form,
    'Europe/Copenhagen',
  )

test('one price in its three units is one price (datahub 4.1: the conversion is the classic mistake)', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n }), (millionths) => {
      const units = [
        ['price_dkk_per_mwh', 6],
        ['price_oere_per_kwh', 7],
        ['price_dkk_per_kwh', 9],
      ] as const
      for (const [column, decimals] of units)
        expect(read({ [column]: formatDecimal(millionths, decimals) }).value?.dkkPerMwh).toBe(millionths)
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['price_dkk_per_mwh', '1000000'],
  ['price_dkk_per_mwh', '0.0000001'],
  ['price_oere_per_kwh', '100000'],
  ['price_oere_per_kwh', '0.00000001'],
  ['price_dkk_per_kwh', '1000'],
  ['price_dkk_per_kwh', '0.0000000001'],
  ['price_dkk_per_mwh', '1,5'],
])('%s %s is more than a price of its unit can be', (column, text) => {
  expect(read({ [column]: text }).faults.map(({ code, field }) => [code, field])).toEqual([['PRICE_LIMITS', column]])
})

test('the header tells the form of the file', () => {
  expect(spotFormOf(['price_area', 'start', 'resolution'])).toEqual(OURS)
  expect(spotFormOf(['timeutc', 'pricearea'])).toEqual({ resolution: 'PT15M', isPublic: true })
  expect(spotFormOf(['hourutc', 'pricearea'])).toEqual({ resolution: 'PT1H', isPublic: true })
})

test('an instant without a zone is UTC in the public data sets only', () => {
  const price = { price_dkk_per_mwh: '1' }
  const at = { start: '2026-01-01T00:15:00', resolution: '' }
  const fields = new Map(Object.entries({ ...price, price_area: 'DK1', start: at.start }))
  const form: SpotForm = { resolution: 'PT15M', isPublic: true }
  const { value } = spotLine({ line: 2, fields }, form, 'Europe/Copenhagen')
  expect(value).toMatchObject({
    startMs: Date.parse('2026-01-01T00:15:00Z'),
    resolution: 'PT15M',
    dkkPerMwh: 1_000_000n,
  })
  expect(read({ ...price, start: at.start }).faults.map(({ field }) => field)).toEqual(['start'])
  expect(read({ ...price, start: '2026-01-01 00:15' }, form).value?.startMs).toBe(Date.parse('2026-01-01T00:15:00Z'))
  expect(read({ ...price, start: '2026-01-01T01:15:00+01:00' }, form).value?.startMs).toBe(value?.startMs)
})
