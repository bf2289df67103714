import { expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import { argumentFaults } from './run-series.ts'
import type { SeriesRunRequest } from './run-store.ts'

const request = (other: Partial<SeriesRunRequest>): SeriesRunRequest => ({
  runId: '1',
  kind: 'electrical-heating',
  asOf: '2026-03-01',
  month: null,
  fromDay: null,
  toDay: null,
  gridAreas: null,
  createdBy: 'me',
  ...other,
})
const log = { kind: 'missing-measurements', fromDay: '2026-03-01', toDay: '2026-03-02' } as const

test.each<[string, Partial<SeriesRunRequest>, number]>([
  ['heating', {}, 0],
  ['areas', { gridAreas: ['801', '802'] }, 0],
  ['capacity of a month', { kind: 'capacity-settlement', month: '2026-02' }, 0],
  ['a log of a day', log, 0],
  ['no day', { asOf: '2026-02-30' }, 1],
  ['capacity without a month', { kind: 'capacity-settlement' }, 1],
  ['capacity of no month', { kind: 'capacity-settlement', month: '2026-13' }, 1],
  ['heating of a month', { month: '2026-02' }, 1],
  ['heating of a period', { fromDay: '2026-02-01', toDay: '2026-02-02' }, 1],
  ['a log of nothing', { ...log, toDay: '2026-03-01' }, 1],
  ['a log without a period', { kind: 'missing-measurements' }, 1],
  ['no areas', { gridAreas: [] }, 1],
  ['everything at once', { kind: 'capacity-settlement', asOf: '', fromDay: '2026-03-01', gridAreas: ['80', 'x'] }, 5],
])('%s', (_, other, faults) => {
  expect(argumentFaults(request(other), dk.zone)).toHaveLength(faults)
})
