import { expect, test } from 'vitest'
import {
  exampleDocument,
  examplePoint,
  GRID_COMPANY,
  OTHER_COMPANY,
  pointId,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import { decodeRsm012 } from '../exchange/index.ts'
import { marketDay, type Finding } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import type { NewPointPeriod, PointPeriod } from '../metering-points/index.ts'
import { judgeTransaction, type JudgeContext } from './judge-transaction.ts'

const NOW_MS = Date.UTC(2026, 4, 1)

/** A period of point 1 as the directory gives it. */
function period(other: Partial<NewPointPeriod & { readonly validTo: string | null }> = {}): PointPeriod {
  const { validTo = null, ...values } = other
  return {
    ...examplePoint(1),
    settlementMethod: 'flex',
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: null,
    balanceResponsibleId: null,
    connectionState: 'connected',
    lossRole: null,
    product: null,
    unit: 'kWh',
    netSettlementGroup: null,
    scheduledMeterReadingDate: null,
    hasElectricalHeating: null,
    isMoveIn: null,
    meteringMethod: null,
    validTo,
    recordedSeq: 1n,
    ...values,
  } as PointPeriod
}

function judge(
  transaction: Partial<ExampleTransaction>,
  periods: readonly PointPeriod[] | undefined,
  other: Partial<JudgeContext> = {},
): Finding[] {
  const document = decodeRsm012(exampleDocument('m', [{ transactionId: 't', ...transaction }]), { profile: dk })
  const [read] = document.transactions
  if (read === undefined || read.refused) throw new Error(`the example cannot be read: ${read?.findings[0]?.message}`)
  const responsibleFor = (area: string): string | undefined => ({ 801: GRID_COMPANY, 802: OTHER_COMPANY })[area]
  const rows = document.days.find((block) => block.slotClass === read.slotClass)
  return judgeTransaction(read, rows, {
    periodsOf: () => periods,
    responsibleFor,
    senderId: GRID_COMPANY,
    nowMs: NOW_MS,
    zone: dk.zone,
    ...other,
  })
}

const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code)

test('what fits the master data has no finding', () => {
  expect(judge({}, [period()])).toEqual([])
  expect(judge({}, [period({ connectionState: 'disconnected' })])).toEqual([])
})

test('E10: the point is unknown, and nothing else can be said of it', () => {
  const found = judge({}, undefined)
  expect(codes(found)).toEqual(['E10'])
  expect(found[0]).toMatchObject({ severity: 'error', point: pointId(1) })
  expect(found[0]?.path).toContain('Series[0]')
  expect(found[0]?.message).toContain(pointId(1))
  expect(codes(judge({}, []))).toEqual(['E10'])
})

test('CHECK_DIGIT: an unknown point is mistyped, and the digit is named', () => {
  const mistyped = `${pointId(1).slice(0, -1)}${(Number(pointId(1).slice(-1)) + 1) % 10}`
  const found = judge({ meteringPointId: mistyped }, undefined)
  expect(codes(found)).toEqual(['CHECK_DIGIT'])
  expect(found[0]?.message).toContain(`its check digit is ${pointId(1).slice(-1)}`)
})

test.each([
  ['new', period({ connectionState: 'new' })],
  ['closed down', period({ connectionState: 'closed_down' })],
  ['not registered', period({ validFrom: '2026-03-03' })],
  ['not registered', period({ validTo: '2026-03-02' })],
])('D16: the point is %s on the day', (state, only) => {
  const found = judge({}, [only])
  expect(codes(found)).toEqual(['D16'])
  expect(found[0]).toMatchObject({ day: '2026-03-02' })
  expect(found[0]?.message).toContain(state)
})

test('D16: each day of the interval counts, and the first bad one is named once', () => {
  const [from, to] = [marketDay('2026-03-01', dk.zone).startMs, marketDay('2026-03-04', dk.zone).endMs]
  const days = { fromMs: from, toMs: to, milliKwh: Array.from({ length: 4 * 96 }, () => 1) }
  const found = judge(days, [
    period({ validTo: '2026-03-03' }),
    period({ validFrom: '2026-03-03', connectionState: 'closed_down' }),
  ])
  expect(found.map(({ code, day }) => [code, day])).toEqual([['D16', '2026-03-03']])
  expect(judge(days, [period({ validTo: '2026-03-03' }), period({ validFrom: '2026-03-03' })])).toEqual([])
})

test('D18: the type is another', () => {
  const found = judge({ meteringPointType: 'E18' }, [period()])
  expect(codes(found)).toEqual(['D18'])
  expect(found[0]?.message).toContain('E18')
  expect(codes(judge({}, [period({ type: 'production' })]))).toEqual(['D18'])
})

test('E73: the unit is another; MWh is energy too', () => {
  expect(codes(judge({ unit: 'K3' }, [period()]))).toEqual(['E73'])
  expect(codes(judge({}, [period({ unit: 'kVArh' })]))).toEqual(['E73'])
  expect(judge({ unit: 'MWH', milliKwh: Array.from({ length: 96 }, () => 7_000_000) }, [period()])).toEqual([])
})

test('D23: the resolution is another, on the day in question', () => {
  expect(codes(judge({}, [period({ resolution: 'PT1H' })]))).toEqual(['D23'])
  const changed = [period({ resolution: 'PT1H', validTo: '2026-03-02' }), period({ validFrom: '2026-03-02' })]
  expect(judge({}, changed)).toEqual([])
})

test('D50: the sender does not deliver for the grid area, or nobody does', () => {
  const found = judge({}, [period()], { senderId: OTHER_COMPANY })
  expect(codes(found)).toEqual(['D50'])
  expect(found[0]?.message).toContain(GRID_COMPANY)
  const nobody = judge({}, [period({ gridArea: '999' })])
  expect(codes(nobody)).toEqual(['D50'])
  expect(nobody[0]?.message).toContain('nobody')
})

test('E17: the readings are older than three years', () => {
  const old = period({ validFrom: '2000-01-01' })
  const found = judge({ day: '2023-04-20' }, [old])
  expect(codes(found)).toEqual(['E17'])
  expect(found[0]).toMatchObject({ field: 'Period.timeInterval.start' })
  expect(judge({ day: '2023-05-05' }, [old])).toEqual([])
})

test('all faults are named at once', () => {
  const found = judge({ meteringPointType: 'E18', unit: 'K3' }, [period({ resolution: 'PT1H' })], {
    senderId: OTHER_COMPANY,
    nowMs: Date.UTC(2030, 0, 1),
  })
  expect(codes(found).toSorted()).toEqual(['D18', 'D23', 'D50', 'E17', 'E73'])
})

test('months are judged by the days that they cover', () => {
  const month = {
    resolution: 'P1M',
    meteringPointType: 'D01',
    fromMs: Date.UTC(2026, 1, 28, 23),
    toMs: Date.UTC(2026, 2, 31, 22),
  } as const
  const monthly = { ...month, points: [{ position: 1, quantity: 5000n, quality: 'measured' }] } as const
  const own = period({ type: 've_production', settlementMethod: null, resolution: 'P1M' })
  expect(judge(monthly, [own])).toEqual([])
  expect(codes(judge(monthly, [period({ type: 've_production' })]))).toEqual(['D23'])
  expect(judge(monthly, [period({ ...own, validFrom: '2026-03-10' })]).map(({ code, day }) => [code, day])).toEqual([
    ['D16', '2026-03-01'],
  ])
})

test('what the hub answers to a request may be older than that, and be the energy of a year', () => {
  const old = { day: '2018-06-01' }
  const since = [period({ validFrom: '2018-01-01' })]
  expect(codes(judge(old, since))).toEqual(['E17'])
  expect(codes(judge(old, since, { isFromHub: true }))).toEqual([])
  const year: Partial<ExampleTransaction> = {
    resolution: 'P1Y',
    fromMs: marketDay('2025-04-01', dk.zone).startMs,
    toMs: marketDay('2026-04-01', dk.zone).startMs,
    points: [{ position: 1, quantity: 4_000_000_000n, quality: 'measured' }],
  }
  expect(codes(judge(year, since, { isFromHub: true, processType: 'E30' }))).toEqual([])
  expect(codes(judge(year, since, { isFromHub: true, processType: 'E23' }))).toEqual(['D23'])
  expect(codes(judge(year, since, { processType: 'E30' }))).toEqual(['D23'])
})
