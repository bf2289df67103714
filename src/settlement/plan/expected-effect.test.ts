import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal } from '../../kernel/index.ts'
import { expectedEffects } from './expected-effect.ts'

const change = (gridArea: string, kind: string, differenceKwh: string, days = 1) => ({
  gridArea,
  kind,
  days,
  points: 1,
  differenceKwh,
})

test('consumption takes from the loss, production and import add to it, children do neither', () => {
  const changes = [
    change('344', 'flex', '-212.000000', 41),
    change('344', 'non_profiled', '2.000001'),
    change('344', 'production', '1.500000'),
    change('344', 'exchange', '-0.000001'),
    change('344', 'electrical_heating', '7.000000'),
    change('801', 'flex', '0.000000'),
  ]
  expect(expectedEffects(changes)).toEqual([
    {
      gridArea: '344',
      readingDays: 45,
      kinds: [
        { kind: 'electrical_heating', readingDays: 1, differenceKwh: '7.000000' },
        { kind: 'exchange', readingDays: 1, differenceKwh: '-0.000001' },
        { kind: 'flex', readingDays: 41, differenceKwh: '-212.000000' },
        { kind: 'non_profiled', readingDays: 1, differenceKwh: '2.000001' },
        { kind: 'production', readingDays: 1, differenceKwh: '1.500000' },
      ],
      gridLossKwh: '211.499998',
    },
    { gridArea: '801', readingDays: 1, kinds: [expect.objectContaining({ kind: 'flex' })], gridLossKwh: '0.000000' },
  ])
})

test('parts of the same area and kind are added exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(-(10n ** 17n), 10n ** 17n), { minLength: 1 }), (parts) => {
      const [effect] = expectedEffects(parts.map((micro) => change('801', 'flex', formatDecimal(micro, 6, 6))))
      const total = parts.reduce((sum, micro) => sum + micro, 0n)
      expect(effect?.kinds[0]?.differenceKwh).toBe(formatDecimal(total, 6, 6))
      expect(effect?.gridLossKwh).toBe(formatDecimal(-total, 6, 6))
      expect(effect?.readingDays).toBe(parts.length)
    }),
  )
})

test('a number that is none is no energy', () => {
  expect(() => expectedEffects([change('801', 'flex', 'much')])).toThrow('no energy')
})
