import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { consumption, pointId, recorded, supplierId } from '../example-points.ts'
import { asked, connectedPoint, CONSUMPTION, submitted, withMarket } from '../processes/example-processes.ts'
import { pointTimeline } from './point-timeline.ts'
import type { PointTimeline, TimelinePage } from './point-timeline.ts'
import type { TimelineEntry } from './timeline-entry.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = database.pool
  await withMarket(pool)
})
afterAll(async () => {
  await database.drop()
})

const timeline = async (n: number, page: Partial<TimelinePage> = {}): Promise<PointTimeline | undefined> =>
  await inTransaction(pool, async (trx) => await pointTimeline(trx, pointId(n), { limit: 100, ...page }))
const entries = async (...given: Parameters<typeof timeline>): Promise<readonly TimelineEntry[]> =>
  (await timeline(...given))?.entries ?? []
/** entries in short: what, outcome, and each change with its day */
const short = (entry: TimelineEntry): string[] => [
  entry.kind === 'process' ? `${entry.process} ${entry.outcome}` : 'import',
  ...entry.effects.flatMap(({ what, validFrom, changes }) => [
    `${what} ${validFrom}`,
    ...changes.map(({ field, before, after }) => `${field}: ${before} > ${after}`),
  ]),
]

test('an import states, corrects and withdraws; each is told against what was known before', async () => {
  await recorded(pool, consumption(1, '2026-01-01'), consumption(1, '2026-03-01', { resolution: 'PT1H' }))
  await recorded(pool, consumption(1, '2026-02-01', { energySupplierId: supplierId(2) }))
  await recorded(pool, { meteringPointId: pointId(1), validFrom: '2026-03-01', tombstone: true })
  const [first, ...others] = await entries(1)
  expect(short(first as TimelineEntry).slice(0, 3)).toEqual(['import', 'stated 2026-01-01', 'type: null > consumption'])
  expect(short(first as TimelineEntry).slice(-2)).toEqual(['stated 2026-03-01', 'resolution: PT15M > PT1H'])
  expect(others.map(short)).toEqual([
    ['import', 'stated 2026-02-01', `energySupplierId: ${supplierId(1)} > ${supplierId(2)}`],
    [
      'import',
      'withdrawn 2026-03-01',
      'resolution: PT1H > PT15M',
      `energySupplierId: ${supplierId(1)} > ${supplierId(2)}`,
    ],
  ])
})

test('a process has its sender, its message and its effects, also where several of one commit change the same day', async () => {
  const message = { messageId: 'm-1', transactionId: 't-1' }
  const requests = connectedPoint(2, '2026-06-01').map((request) => ({ ...request, ...message }))
  await submitted(pool, requests)
  const found = await entries(2)
  expect(found.map((entry) => short(entry)[0])).toEqual([
    'create accepted',
    'change_energy_supplier accepted',
    'connect accepted',
  ])
  expect(short(found[1] as TimelineEntry).slice(1, 3)).toEqual([
    'stated 2026-06-01',
    `energySupplierId: null > ${supplierId(1)}`,
  ])
  expect(short(found[2] as TimelineEntry)).toEqual([
    'connect accepted',
    'stated 2026-06-01',
    'connectionState: new > connected',
  ])
  expect(found[2]).toMatchObject({
    kind: 'process',
    meteringPointId: pointId(2),
    effectiveDate: '2026-06-01',
    senderId: requests[2]?.sender.actorId,
    senderRole: 'DDM',
    messageId: 'm-1',
    transactionId: 't-1',
    documentId: null,
    cancels: null,
    findings: [],
    receivedAtMs: Date.UTC(2026, 5, 15, 10),
  })
})

test('a rejected process is told with its reasons, and changes nothing', async () => {
  await submitted(pool, [asked('connect', 3, '2026-06-01')])
  const [only] = await entries(3)
  expect(only).toMatchObject({ outcome: 'rejected', effects: [] })
  expect(only?.kind === 'process' ? only.findings.length : 0).toBeGreaterThan(0)
  expect(only?.kind === 'process' ? only.findings[0] : undefined).toMatchObject({
    code: expect.any(String) as string,
    message: expect.any(String) as string,
    danish: expect.any(String) as string,
  })
})

test('a process that is taken back says which, and later days that it reaches are told too', async () => {
  await submitted(pool, connectedPoint(4, '2026-05-01'))
  await submitted(pool, [asked('disconnect', 4, '2026-06-10')])
  const [changed] = await submitted(pool, [asked('update_master_data', 4, '2026-06-01', { streetName: 'Havnegade' })])
  const told = await entries(4)
  expect(short(told.at(-1) as TimelineEntry)).toEqual([
    'update_master_data accepted',
    'stated 2026-06-01',
    'streetName: Vestergade > Havnegade',
    'stated 2026-06-10',
    'streetName: Vestergade > Havnegade',
  ])
  await submitted(pool, [asked('cancel', 4, '2026-06-01', {}, { cancels: changed?.processId })])
  const cancelled = (await entries(4)).at(-1)
  expect(cancelled).toMatchObject({ process: 'cancel', cancels: changed?.processId })
  expect(short(cancelled as TimelineEntry).slice(1, 3)).toEqual([
    'withdrawn 2026-06-01',
    'streetName: Havnegade > Vestergade',
  ])
})

test('pages follow one another, and what was known earlier has no later entries', async () => {
  for (const limit of [1, 2, 3, 7]) {
    const found: TimelineEntry[] = []
    let after: string | undefined
    do {
      const page = await timeline(4, { limit, after })
      expect(page?.entries.length).toBeLessThanOrEqual(limit)
      found.push(...(page?.entries ?? []))
      after = page?.next ?? undefined
    } while (after !== undefined)
    expect(found).toEqual(await entries(4))
  }
  const all = await entries(4)
  const asKnown = all[3]?.recordedSeq
  expect(await entries(4, { asKnown })).toEqual(all.slice(0, 4))
  expect(await timeline(99)).toBeUndefined()
  await expect(timeline(4, { after: 'soon' })).rejects.toThrow(RangeError)
})

test('a point of imports and of processes has one timeline', async () => {
  await submitted(pool, [asked('create', 5, '2026-06-01', CONSUMPTION)])
  await recorded(pool, consumption(5, '2026-06-05', { ...CONSUMPTION, connectionState: 'new', resolution: 'PT1H' }))
  await submitted(pool, [asked('connect', 5, '2026-01-01')])
  expect((await entries(5)).map((entry) => short(entry)[0])).toEqual(['create accepted', 'import', 'connect rejected'])
  expect(
    (await entries(5, { limit: 1, after: (await timeline(5, { limit: 1 }))?.next ?? undefined })).map(
      ({ kind }) => kind,
    ),
  ).toEqual(['import'])
})
