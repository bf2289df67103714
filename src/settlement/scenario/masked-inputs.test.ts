import { expect, test } from 'vitest'
import { glnWithCheckDigit, gsrnWithCheckDigit } from '../../kernel/index.ts'
import { identifierMask } from './identifier-mask.ts'
import { argumentsText, inputTables } from './input-tables.ts'
import type { ScenarioInputs } from './inputs.ts'
import { identifiersIn, maskedAmounts, maskedInputs } from './masked-inputs.ts'

const [POINT, PARENT] = [gsrnWithCheckDigit(1), gsrnWithCheckDigit(2)]
const [SUPPLIER, PARTY, OWNER] = [glnWithCheckDigit(1), glnWithCheckDigit(2), glnWithCheckDigit(3)]
const CHARGE = { chargeCode: 'T1', chargeType: 'tariff', chargeOwnerId: OWNER } as const
const PLAIN = { settlementMethod: null, resolution: 'PT1H', fromGridArea: null, toGridArea: null, fromMs: 0 } as const
const INPUTS: ScenarioInputs = {
  arguments: {
    calculationId: '00000000-0000-4000-8000-000000000001',
    type: 'wholesale_fixing',
    gridAreas: ['801'],
    period: { fromMs: 0, toMs: 3_600_000 },
    quarterlyTransitionMs: 0,
    zone: 'Europe/Copenhagen',
    isInternal: false,
    createdBy: 'Jane',
    executionStartMs: 0,
  },
  points: [
    {
      ...PLAIN,
      meteringPointId: PARENT,
      type: 'consumption',
      settlementMethod: 'flex',
      gridArea: '801',
      parentId: null,
      energySupplierId: SUPPLIER,
      balanceResponsibleId: PARTY,
      toMs: null,
    },
    {
      ...PLAIN,
      meteringPointId: POINT,
      type: 'electrical_heating',
      gridArea: '801',
      parentId: PARENT,
      energySupplierId: null,
      balanceResponsibleId: null,
      toMs: 3_600_000,
    },
    {
      ...PLAIN,
      meteringPointId: gsrnWithCheckDigit(3),
      type: 'exchange',
      gridArea: '801',
      fromGridArea: '802',
      toGridArea: '801',
      parentId: null,
      energySupplierId: null,
      balanceResponsibleId: null,
      toMs: null,
    },
  ],
  readings: [{ meteringPointId: POINT, microKwh: 1_500_001n, quality: 'measured', observedMs: 0 }],
  lossPointIds: [PARENT],
  charges: {
    links: [{ ...CHARGE, meteringPointId: POINT, quantity: 2, fromMs: 0, toMs: null }],
    information: [{ ...CHARGE, resolution: 'PT1H', isTax: true, fromMs: 0, toMs: null }],
    prices: [{ ...CHARGE, microPrice: -250_000n, timeMs: 0 }],
  },
}
const OLD = [POINT, PARENT, SUPPLIER, PARTY, OWNER, '801', '802', INPUTS.arguments.calculationId, 'Jane']
const mask = identifierMask('key', identifiersIn(INPUTS), { masksAreas: true })

test('every identifier of the inputs is found and none is left; what it belongs to stays', () => {
  const masked = maskedInputs(INPUTS, mask)
  const text = JSON.stringify(masked, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  expect(OLD.filter((id) => text.includes(`"${id}"`))).toEqual([])
  const child = masked.points.find(({ type }) => type === 'electrical_heating')
  expect(child).toMatchObject({
    meteringPointId: mask.point(POINT),
    parentId: mask.point(PARENT),
    gridArea: mask.area('801'),
  })
  expect(masked.readings).toEqual([{ ...INPUTS.readings[0], meteringPointId: mask.point(POINT) }])
  expect(masked.charges.links[0]).toMatchObject({ chargeOwnerId: mask.actor(OWNER), quantity: 2, chargeCode: 'T1' })
  expect(masked.points.map(({ meteringPointId }) => meteringPointId)).toEqual(
    masked.points.map(({ meteringPointId }) => meteringPointId).toSorted(),
  )
})

test('amounts carry the same new identifiers; the total of a supplier has no owner', () => {
  const row = { gridArea: '801', energySupplierId: SUPPLIER, time: 't', amount: '1.000000' }
  const { totals } = maskedAmounts(
    {
      amounts: [],
      monthly: [],
      totals: [
        { ...row, chargeOwnerId: null },
        { ...row, chargeOwnerId: OWNER },
      ],
    },
    mask,
  )
  expect(totals.map(({ chargeOwnerId }) => chargeOwnerId)).toEqual([null, mask.actor(OWNER)])
  expect(totals[0]).toMatchObject({ gridArea: mask.area('801'), energySupplierId: mask.actor(SUPPLIER) })
})

test('the files of the inputs have the words and codes of the market', () => {
  const tables = inputTables(INPUTS)
  expect([...tables.keys()]).toHaveLength(6)
  expect(tables.get('metering_point_periods')?.rows[0]).toMatchObject({
    type: 'E17',
    settlement_method: 'D01',
    from_date: '1970-01-01T00:00:00Z',
    to_date: null,
  })
  expect(tables.get('metering_point_periods')?.rows[1]).toMatchObject({ type: 'D14', settlement_method: null })
  expect(tables.get('time_series_points')?.rows).toEqual([
    { metering_point_id: POINT, quantity: '1.500001', quality: 'measured', observation_time: '1970-01-01T00:00:00Z' },
  ])
  expect(tables.get('charge_price_points')?.rows).toMatchObject([{ charge_price: '-0.25' }])
  expect(inputTables({ ...INPUTS, arguments: { ...INPUTS.arguments, type: 'aggregation' } }).size).toBe(3)
  expect(argumentsText(INPUTS.arguments)).toContain('calculation-type: "wholesale_fixing"')
})
