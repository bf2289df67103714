import { describe, expect, test } from 'vitest'
import { catalogue } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { consumption, pointId, supplierId } from '../example-points.ts'
import { valuesOf, type PointMasterData } from '../model.ts'
import type { ServiceGround } from './asked-service.ts'
import { judgeService } from './judge-service.ts'
import { SERVICE_CODES } from './service.ts'
import type { ServiceAsk } from './service-request.ts'
import { SERVICE_RULES } from './service-rules.ts'

const COMPANY = '5790000000012'
const ask: ServiceAsk = {
  meteringPointId: pointId(1),
  service: 'D05',
  wantedDay: '2026-06-16',
  supplierId: supplierId(1),
  messageId: 'm',
  transactionId: 't',
  documentId: 'd',
}

/** A connected point since 1 January, whose supplier changes on 1 July, as it stands on 15 June. */
function ground(values: Partial<PointMasterData> = {}, other: Partial<ServiceGround> = {}): ServiceGround {
  const first = { ...valuesOf(consumption(1, '2026-01-01')), ...values }
  const history = new Map([
    ['2026-01-01', first],
    ['2026-07-01', { ...first, energySupplierId: supplierId(2) }],
  ])
  return {
    zone: dk.zone,
    today: '2026-06-15',
    historyOf: (id) => (id === pointId(1) ? history : undefined),
    gridCompanyOf: (area) => (area === '801' ? COMPANY : undefined),
    openRequestOf: () => undefined,
    ...other,
  }
}

function faults(changes: Partial<ServiceAsk>, on: ServiceGround = ground()): string[] {
  const judged = judgeService({ ...ask, ...changes }, on)
  return judged.outcome === 'forwarded' ? [] : judged.findings.map(({ code, field }) => `${code} ${field}`)
}

test('a sound request goes to the grid company of the area', () => {
  expect(judgeService(ask, ground())).toEqual({
    outcome: 'forwarded',
    to: { service: 'D05', gridArea: '801', gridCompanyId: COMPANY },
  })
})

describe('the wanted day', () => {
  test.each([
    ['2026-06-14', ['DATE_WINDOW wanted_day']],
    ['2026-06-15', []],
    ['2026-06-30', []],
    ['2026-07-01', ['NOT_SUPPLIER energy_supplier_id']],
    ['2026-08-15', ['DATE_WINDOW wanted_day', 'NOT_SUPPLIER energy_supplier_id']],
    ['', ['DATE_WINDOW wanted_day']],
    ['2026-06-31', ['DATE_WINDOW wanted_day']],
    ['2026-06-16T10:00:00Z', ['DATE_WINDOW wanted_day']],
    // Before the point was there.
    ['2025-12-31', ['POINT_UNKNOWN metering_point_id', 'DATE_WINDOW wanted_day']],
  ])('%s', (wantedDay, expected) => {
    expect(faults({ wantedDay })).toEqual(expected)
  })

  test('of the last of 60 days the supplier is that of then', () => {
    expect(faults({ wantedDay: '2026-08-14', supplierId: supplierId(2) })).toEqual([])
    expect(faults({ wantedDay: '2026-08-15', supplierId: supplierId(2) })).toEqual(['DATE_WINDOW wanted_day'])
  })
})

describe('service and state', () => {
  const possible = (service: string, connectionState: PointMasterData['connectionState']) =>
    faults({ service }, ground({ connectionState })).length === 0

  test.each([
    ['D01', ['connected']],
    ['D03', ['disconnected']],
    ...SERVICE_CODES.filter((code) => !['D01', 'D03'].includes(code)).map(
      (code) => [code, ['new', 'connected', 'disconnected']] as const,
    ),
  ] as const)('%s is possible for a point that is %j', (service, states) => {
    const all = ['new', 'connected', 'disconnected', 'closed_down'] as const
    expect(all.filter((state) => possible(service, state))).toEqual(states)
  })

  test.each([undefined, '', 'D00', 'D02', 'D14', 'd01', 'toString', '\0'])('%j is no service', (service) => {
    expect(faults({ service })).toEqual(['SERVICE service'])
  })

  test('one that is open for the point already is refused, another is not', () => {
    const busy = ground({}, { openRequestOf: (_, service) => (service === 'D05' ? 7n : undefined) })
    expect(faults({}, busy)).toEqual(['SERVICE_OPEN service'])
    expect(faults({ service: 'D01' }, busy)).toEqual([])
  })
})

test('who is told and who may ask', () => {
  expect(faults({ supplierId: supplierId(2) })).toEqual(['NOT_SUPPLIER energy_supplier_id'])
  expect(faults({}, ground({ energySupplierId: null }))).toEqual(['NOT_SUPPLIER energy_supplier_id'])
  expect(faults({}, ground({ type: 'exchange', energySupplierId: null }))).toEqual(['SERVICE_POINT_TYPE type'])
  expect(faults({}, ground({ type: 'production' }))).toEqual([])
  expect(faults({}, ground({ gridArea: '999' }))).toEqual(['GRID_COMPANY_UNKNOWN metering_point_id'])
  expect(faults({ meteringPointId: 'x' })).toEqual(['POINT_UNKNOWN metering_point_id'])
})

test('every fault at once, in both languages, with the market’s code', () => {
  const judged = judgeService(
    { ...ask, service: 'D99', wantedDay: '2027-01-01' },
    ground({ connectionState: 'closed_down' }),
  )
  const findings = judged.outcome === 'rejected' ? judged.findings : []
  expect(findings.map(({ code }) => catalogue[code].answeredAs)).toEqual(['E17', 'D28', 'E16', 'D16'])
  for (const { message, danish, point } of findings) {
    expect(message).not.toMatch(/undefined|null/)
    expect(danish).not.toMatch(/undefined|null/)
    expect(danish).not.toBe(message)
    expect(point).toBe(ask.meteringPointId)
  }
})

test('every rule has a code of the market and can be broken', () => {
  for (const { code, when } of SERVICE_RULES) {
    expect(catalogue[code].answeredAs).toMatch(/^[DE]\w\w$/)
    expect(when.length).toBeGreaterThan(20)
  }
})
