import { describe, expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import type { MarketRole } from '../../exchange/index.ts'
import type { ActorRequest, RequestFlow } from '../request.ts'
import type { AskedPoint, JudgeInput } from './asked.ts'
import { judgeRequest } from './judge-request.ts'
import { REQUEST_RULES } from './request-rules.ts'

const OWN = '5790000432752'
const OTHER = '5790000701278'
const NOW_MS = Date.UTC(2026, 4, 20, 8)
const MARCH = { start: '2026-02-28T23:00:00Z', end: '2026-03-31T22:00:00Z' }
const POINT: AskedPoint = { type: 'E17', isSuppliedByRequester: true, isRequestersWithin: true }

type Asking = ActorRequest['series']
type Series = { readonly [K in keyof Asking]?: Asking[K] | undefined }
interface Case {
  readonly role?: MarketRole
  readonly process?: string
  readonly series?: Series
  readonly point?: AskedPoint | null
  readonly nowMs?: number
}

const TYPE = { 'BRS-024': 'RSM-015', 'BRS-025': 'RSM-015', 'BRS-026': 'RSM-016', 'BRS-028': 'RSM-017' } as const
const PROCESS = { 'BRS-024': 'E30', 'BRS-025': 'E23', 'BRS-026': 'D04', 'BRS-028': 'D05' } as const
const OF_SUPPLIER: Readonly<Record<RequestFlow, Series>> = {
  'BRS-024': { meteringPointId: '571313000000000068' },
  'BRS-025': { meteringPointId: '571313000000000068', ...MARCH },
  'BRS-026': { energySupplierId: OWN, meteringPointType: 'E18', ...MARCH },
  'BRS-028': { energySupplierId: OWN, ...MARCH },
}

/** The codes for which a good request of a supplier is rejected once it is changed. */
function codesOf(
  flow: RequestFlow,
  { role = 'DDQ', process, series = {}, point = POINT, nowMs = NOW_MS }: Case,
): string[] {
  const input: JudgeInput = {
    request: {
      requestType: TYPE[flow],
      processType: process ?? PROCESS[flow],
      requester: { actorId: OWN, role },
      messageId: 'm',
      series: { index: 0, transactionId: 't', charges: [], ...OF_SUPPLIER[flow], ...series } as Asking,
    },
    nowMs,
    zone: dk.zone,
    ownsGridArea: (gridArea) => gridArea === '801',
    ...(point === null ? {} : { point }),
  }
  return judgeRequest(input).map(({ code }) => code)
}

const without = (...fields: (keyof Asking)[]): Series => Object.fromEntries(fields.map((field) => [field, undefined]))
const MDR = { role: 'MDR', series: { gridArea: '801' } } as const
const DDK: Case = { role: 'DDK', series: { balanceResponsibleId: OWN } }

describe.each([
  ['BRS-024', {}],
  ['BRS-025', {}],
  ['BRS-025', { role: 'DDM' }],
  ['BRS-025', { role: 'STS' }],
  ['BRS-026', {}],
  ['BRS-026', MDR],
  ['BRS-026', DDK],
  ['BRS-026', { series: without('meteringPointType') }],
  ['BRS-026', { process: 'D32' }],
  ['BRS-026', { process: 'D32', series: { settlementVersion: 'D03' } }],
  ['BRS-026', { series: { meteringPointType: 'E17', settlementMethod: 'D01' } }],
  ['BRS-026', { role: 'MDR', series: { gridArea: '801', meteringPointType: 'E17' } }],
  ['BRS-026', { role: 'MDR', series: { gridArea: '801', meteringPointType: 'E20' } }],
  ['BRS-028', {}],
  ['BRS-028', { role: 'EZ', series: without('energySupplierId') }],
  ['BRS-028', { role: 'DDM', series: { gridArea: '801', ...without('energySupplierId') } }],
  ['BRS-028', { series: { resolution: 'P1M', charges: [{ code: '1234567890', type: 'D03' }] } }],
  ['BRS-028', { process: 'D32', series: { settlementVersion: 'D01' } }],
] as [RequestFlow, Case][])('%s is let through', (flow, given) => {
  test(`given ${JSON.stringify(given)}`, () => {
    expect(codesOf(flow, given)).toEqual([])
  })
})

/** Each row of settlement 5.2: flow, code, and the change that breaks the rule and no other. */
const BROKEN: readonly (readonly [RequestFlow, string, Case])[] = [
  ['BRS-026', 'E50', { series: without('start') }],
  ['BRS-026', 'E50', { series: without('end') }],
  ['BRS-026', 'E50', { series: without('start', 'end') }],
  ['BRS-026', 'E50', { series: { start: MARCH.end, end: MARCH.start } }],
  ['BRS-026', 'E50', { series: { end: MARCH.start } }],
  ['BRS-028', 'E50', { series: without('end') }],
  ['BRS-025', 'E50', { series: without('start') }],
  ['BRS-026', 'D66', { series: { start: 'yesterday' } }],
  ['BRS-026', 'D66', { series: { start: '2026-02-28T22:00:00Z' } }],
  ['BRS-026', 'D66', { series: { end: '2026-03-31T23:00:00Z' } }],
  ['BRS-026', 'D66', { series: { end: '2026-03-31' } }],
  ['BRS-028', 'D66', { series: { end: '2026-03-31T22:00:01Z' } }],
  ['BRS-025', 'D66', { series: { start: '2026-03-01T12:00:00Z' } }],
  ['BRS-026', 'E17', { series: { start: '2022-10-30T23:00:00Z', end: '2022-10-31T23:00:00Z' } }],
  ['BRS-028', 'E17', { series: { start: '2022-09-30T22:00:00Z', end: '2022-10-31T23:00:00Z' } }],
  ['BRS-026', 'E17', { series: { end: '2026-04-01T22:00:00Z' } }],
  ['BRS-028', 'E17', { series: { end: '2026-04-30T22:00:00Z' } }],
  ['BRS-028', 'E17', { series: { start: '2026-03-01T23:00:00Z' } }],
  ['BRS-028', 'E17', { series: { end: '2026-03-30T22:00:00Z' } }],
  ['BRS-025', 'E17', { series: { start: '2018-05-18T22:00:00Z', end: '2018-05-31T22:00:00Z' } }],
  ['BRS-025', 'E17', { series: { start: '2023-01-31T23:00:00Z', end: '2026-04-01T22:00:00Z' } }],
  ['BRS-026', 'D18', { series: { meteringPointType: 'D01' } }],
  ['BRS-026', 'D15', { series: { meteringPointType: 'E18', settlementMethod: 'D01' } }],
  ['BRS-026', 'D15', { series: { meteringPointType: undefined, settlementMethod: 'E02' } }],
  ['BRS-026', 'D15', { series: { meteringPointType: 'E17', settlementMethod: 'E01' } }],
  ['BRS-026', 'E86', { series: { settlementVersion: 'D01' } }],
  ['BRS-026', 'E86', { process: 'D32', series: { settlementVersion: 'D04' } }],
  ['BRS-028', 'E86', { series: { settlementVersion: 'D01' } }],
  ['BRS-028', 'E86', { process: 'D32', series: { settlementVersion: '1' } }],
  ['BRS-026', 'E16', { series: without('energySupplierId') }],
  ['BRS-026', 'E16', { series: { energySupplierId: '579000043275' } }],
  ['BRS-026', 'E16', { series: { energySupplierId: OTHER } }],
  ['BRS-028', 'E16', { series: without('energySupplierId') }],
  ['BRS-028', 'E16', { series: { energySupplierId: OTHER } }],
  ['BRS-026', 'E18', { role: 'DDK' }],
  ['BRS-026', 'E18', { role: 'DDK', series: { balanceResponsibleId: OTHER } }],
  ['BRS-026', 'E18', { role: 'DDK', series: { balanceResponsibleId: 'x' } }],
  ['BRS-026', 'D11', { ...DDK, process: 'D05' }],
  ['BRS-026', 'D11', { ...DDK, process: 'D32' }],
  ['BRS-026', 'D11', { series: { meteringPointType: 'E20' } }],
  ['BRS-026', 'D11', { series: { meteringPointType: 'E17' } }],
  ['BRS-026', 'D11', { role: 'DDK', series: { balanceResponsibleId: OWN, meteringPointType: 'E20' } }],
  ['BRS-026', 'D02', { role: 'DDM', series: { gridArea: '801' } }],
  ['BRS-026', 'D64', { role: 'MDR' }],
  ['BRS-026', 'E86', { role: 'MDR', series: { gridArea: '802' } }],
  ['BRS-028', 'D64', { role: 'DDM' }],
  ['BRS-028', 'E86', { role: 'DDM', series: { gridArea: '802' } }],
  ['BRS-028', 'D23', { series: { resolution: 'PT1M' } }],
  ['BRS-028', 'D23', { series: { resolution: 'PT1H' } }],
  ['BRS-028', 'D14', { series: { charges: [{ code: 'EA-001' }, { code: '12345678901' }] } }],
  ['BRS-024', 'E10', { point: null }],
  ['BRS-025', 'E10', { point: null }],
  ['BRS-024', 'E16', { role: 'DDM' }],
  ['BRS-024', 'E16', { point: { ...POINT, isSuppliedByRequester: false } }],
  ['BRS-024', 'D18', { point: { ...POINT, type: 'E20' } }],
  ['BRS-025', 'E16', { point: { ...POINT, isRequestersWithin: false } }],
  ['BRS-025', 'D50', { role: 'MDR', point: { ...POINT, isRequestersWithin: false } }],
  ['BRS-025', 'D50', { role: 'DEL', point: { ...POINT, isRequestersWithin: false } }],
]

describe.each(BROKEN)('%s is rejected with %s', (flow, code, given) => {
  test(`given ${JSON.stringify(given)}`, () => {
    expect(codesOf(flow, given)).toEqual([code])
  })
})

test('every rule of every flow is broken above', () => {
  const broken = new Set(BROKEN.map(([flow, code]) => `${flow} ${code}`))
  const rules = REQUEST_RULES.flatMap(({ flows, code }) => flows.map((flow) => `${flow} ${code}`))
  expect(rules.filter((rule) => !broken.has(rule))).toEqual([])
})

test('all reasons come at once', () => {
  const series = {
    start: '2022-01-01',
    end: undefined,
    energySupplierId: OTHER,
    meteringPointType: 'E20',
    settlementMethod: 'D01',
    settlementVersion: 'D09',
  }
  expect(codesOf('BRS-026', { series })).toEqual(['E16', 'D11', 'D15', 'E86', 'E50', 'D66'])
})

describe('the edges of periods', () => {
  test('the oldest month is the one three years and six months ago, from its first day', () => {
    // In May 2026 that is November 2022.
    const november = { start: '2022-10-31T23:00:00Z', end: '2022-11-30T23:00:00Z' }
    expect(codesOf('BRS-028', { series: november })).toEqual([])
    expect(codesOf('BRS-028', { series: november, nowMs: Date.UTC(2026, 4, 31, 21, 59) })).toEqual([])
    expect(codesOf('BRS-028', { series: november, nowMs: Date.UTC(2026, 4, 31, 22) })).toEqual(['E17'])
  })

  test('a month is counted in dates: from 31 January to the last of February, not by hours', () => {
    const january = { start: '2026-01-30T23:00:00Z', end: '2026-02-27T23:00:00Z' }
    expect(codesOf('BRS-026', { series: january })).toEqual([])
    expect(codesOf('BRS-026', { series: { ...january, end: '2026-02-28T23:00:00Z' } })).toEqual(['E17'])
  })

  test('the months in which the clock changes are whole months', () => {
    for (const series of [MARCH, { start: '2025-09-30T22:00:00Z', end: '2025-10-31T23:00:00Z' }]) {
      expect(codesOf('BRS-028', { series })).toEqual([])
      expect(codesOf('BRS-026', { series })).toEqual([])
    }
  })

  test('an instant may be written in any zone', () => {
    expect(codesOf('BRS-026', { series: { start: '2026-03-01T00:00:00+01:00' } })).toEqual([])
  })

  test('readings may be 38 months and lie 8 years back', () => {
    expect(codesOf('BRS-025', { series: { start: '2023-01-31T23:00:00Z', end: MARCH.end } })).toEqual([])
    expect(codesOf('BRS-025', { series: { start: '2018-05-19T22:00:00Z', end: '2018-05-31T22:00:00Z' } })).toEqual([])
  })
})
