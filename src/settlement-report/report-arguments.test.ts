import { describe, expect, test } from 'vitest'
import { dk } from '../market/index.ts'
import { validateReport, type ReportRequest } from './report-arguments.ts'

const MARKET = { zone: dk.zone, operatorId: '5790001330552', currency: 'DKK' } as const
const SUPPLIER = '5790000000012'
const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const BALANCE: ReportRequest = {
  type: 'balance_fixing',
  from: '2026-03-28',
  to: '2026-03-31',
  gridAreas: ['802', '801'],
  role: 'energy_supplier',
  actorId: SUPPLIER,
  calculations: [],
  preventLargeFiles: false,
}
const WHOLESALE: ReportRequest = {
  ...BALANCE,
  type: 'second_correction_settlement',
  from: '2026-03-01',
  to: '2026-04-01',
  calculations: [`801=${ID}`, `802=${ID}`],
}
const faults = (request: ReportRequest): string[] => {
  const checked = validateReport(request, MARKET)
  return checked.ok ? [] : checked.error.map(({ code, field, message }) => `${code} ${field}: ${message}`)
}

test('what is right becomes the days, the areas in order, and who sees it', () => {
  const checked = validateReport(BALANCE, MARKET)
  expect(checked).toMatchObject({
    ok: true,
    value: {
      type: 'balance_fixing',
      gridAreas: ['801', '802'],
      viewer: { role: 'energy_supplier', actorId: SUPPLIER },
    },
  })
  expect(checked.ok ? checked.value.days.map(({ date, hours }) => `${date} ${hours}`) : []).toEqual([
    '2026-03-28 24',
    '2026-03-29 23',
    '2026-03-30 24',
  ])
  const wholesale = validateReport(WHOLESALE, MARKET)
  expect(wholesale.ok ? [...wholesale.value.calculations] : []).toEqual([
    ['801', ID],
    ['802', ID],
  ])
  expect(validateReport({ ...BALANCE, role: 'datahub_administrator', actorId: undefined }, MARKET)).toMatchObject({
    value: { viewer: { actorId: MARKET.operatorId } },
  })
})

describe('each argument has its rule', () => {
  test.each<[string, Partial<ReportRequest>, string]>([
    ['a type that is none', { type: 'yearly' }, "type: 'yearly' is not a calculation type that reports are made of"],
    ['an aggregation', { type: 'aggregation' }, 'type: an aggregation is preliminary, and no report is made of it'],
    ['a first day that is none', { from: '2026-02-30' }, "from: '2026-02-30' is not a market day YYYY-MM-DD"],
    ['a last day that is none', { to: 'soon' }, "to: 'soon' is not a market day YYYY-MM-DD"],
    ['an empty period', { to: '2026-03-28' }, 'to: the period ends on 2026-03-28, before it has begun on 2026-03-28'],
    ['a period without end', { to: '2036-03-28' }, 'to: the period is longer than 1464 days'],
    ['no area', { gridAreas: [] }, 'areas: no grid area is given'],
    ['an area of letters', { gridAreas: ['80a'] }, "areas: '80a' is not a grid area code of three digits"],
    ['an area twice', { gridAreas: ['801', '801'] }, 'areas: grid area 801 is given twice'],
    ['a role that is none', { role: 'auditor' }, "role: 'auditor' is not a role that reports are made for"],
    ['no actor', { actorId: undefined }, 'actor: a report for role energy_supplier needs its actor'],
    ['an actor that is none', { actorId: '57' }, "actor: '57' is no GLN and no EIC"],
    [
      'an actor of an administrator',
      { role: 'datahub_administrator' },
      'actor: an administrator sees all actors, so none is named',
    ],
    [
      'a calculation of a balance fixing',
      { calculations: [`801=${ID}`] },
      'calculation: a report on a balance fixing takes the latest calculation of each day and area, so none is named',
    ],
  ])('%s', (_, other, fault) => {
    expect(faults({ ...BALANCE, ...other })).toEqual([`REPORT_ARGUMENT ${fault}`])
  })

  test.each<[string, Partial<ReportRequest>, string[]]>([
    ['no calculation of an area', { calculations: [`801=${ID}`] }, ['no calculation is named for grid area 802']],
    [
      'one of an area that is not asked for',
      { calculations: [`801=${ID}`, `802=${ID}`, `803=${ID}`] },
      ['a calculation is named for grid area 803, which is not asked for'],
    ],
    [
      'two of an area',
      { calculations: [`801=${ID}`, `802=${ID}`, `801=${ID}`] },
      ['two calculations are named for grid area 801'],
    ],
    [
      'one without an id',
      { calculations: ['801', `802=${ID}`] },
      ["'801' is not a grid area and the uuid of a calculation, AREA=ID"],
    ],
    [
      'one whose id is none',
      { calculations: ['801=x', `802=${ID}`] },
      ["'801=x' is not a grid area and the uuid of a calculation, AREA=ID"],
    ],
  ])('%s', (_, other, messages) => {
    expect(faults({ ...WHOLESALE, ...other })).toEqual(messages.map((text) => `REPORT_ARGUMENT calculation: ${text}`))
  })

  test('a wholesale report lies within one month', () => {
    expect(faults({ ...WHOLESALE, from: '2026-03-05', to: '2026-03-10' })).toEqual([])
    expect(faults({ ...WHOLESALE, to: '2026-04-02' })).toEqual([
      'REPORT_ARGUMENT to: a report on a second_correction_settlement lies within one month, and this one touches 2026-03, 2026-04',
    ])
    expect(faults({ ...BALANCE, to: '2026-05-02' })).toEqual([])
  })
})

test('every fault is said at once', () => {
  const all = faults({
    type: 'x',
    from: 'y',
    to: 'z',
    gridAreas: ['1', '1'],
    role: 'r',
    calculations: ['c'],
    preventLargeFiles: true,
  })
  expect(all.map((fault) => fault.split(' ')[1])).toEqual([
    'type:',
    'from:',
    'to:',
    'areas:',
    'areas:',
    'areas:',
    'role:',
    'calculation:',
  ])
})
