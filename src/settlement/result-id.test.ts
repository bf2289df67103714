import { describe, expect, test } from 'vitest'
import { energyResultId, resultId } from './result-id.ts'

const base = {
  calculationId: '0b15a420-9fc8-409a-a169-fbd49479d718',
  gridArea: '800',
  neighbourGridArea: null,
  balanceResponsibleId: null,
  energySupplierId: null,
}

describe('the id of a result', () => {
  // Published by the market's own calculation of the same inputs.
  test.each([
    [
      { ...base, neighbourGridArea: '801', timeSeriesType: 'net_exchange_per_neighboring_ga' },
      'd10972e0-d3a8-5d1a-9c7b-849baed1027a',
    ],
    [{ ...base, timeSeriesType: 'net_exchange_per_ga' }, '8a3746bc-b20c-51d4-825c-73d6435553c2'],
    [{ ...base, timeSeriesType: 'grid_loss' }, 'faca4f34-65bc-5d38-95bf-0fde5bbffe79'],
    [
      {
        ...base,
        energySupplierId: '1000000000000',
        balanceResponsibleId: '1100000000000',
        timeSeriesType: 'production',
      },
      '86e4487a-fc36-55ed-87c6-4c3c90ab13f3',
    ],
    [
      { ...base, balanceResponsibleId: '2200000000000', timeSeriesType: 'non_profiled_consumption' },
      'ee03bc93-de52-561f-913a-3c4dfc2289a8',
    ],
  ])('of %o', (key, id) => {
    expect(energyResultId(key)).toBe(id)
  })

  test('is a uuid of version 5, whatever the name', () => {
    for (const part of ['', 'a', 'æøå', 'x'.repeat(1000)]) {
      expect(resultId([part])).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  test('leaves out absent parts and keeps the order of the others', () => {
    expect(resultId(['a', null, 'b'])).toBe(resultId(['ab']))
    expect(resultId(['a', 'b'])).not.toBe(resultId(['b', 'a']))
  })
})
