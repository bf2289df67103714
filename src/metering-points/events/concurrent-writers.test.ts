import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { seededRandom } from '../../../test/oracle/random.ts'
import { publishedFaults } from '../../../test/published-events.ts'
import { consumption, pointId, recorded } from '../example-points.ts'
import { asked, connectedPoint, CONSUMPTION, submitted, withMarket } from '../processes/example-processes.ts'
import type { ProcessRequest } from '../processes/request.ts'
import { toCloudEvent } from './cloud-event.ts'
import { FIRST_POSITION, toEventId } from './event-position.ts'
import { readEvents, type PointEvent } from './read-events.ts'

const WRITERS = 8
const COMMITS = 12
const POINTS = 10
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase({ max: WRITERS + 2 })
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
})

test(`${WRITERS} writers at once: a reader who goes on misses none and sees none twice (seed ${SEED})`, async () => {
  const random = seededRandom(SEED)
  const writing = { isDone: false }
  const written = Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let commit = 0; commit < COMMITS; commit += 1) {
        await submitted(database.pool, requestsOf(random))
        if (commit % 4 === 0)
          await recorded(database.pool, consumption(1_000 + writer * COMMITS + commit, '2026-01-01'))
      }
    }),
  ).finally(() => (writing.isDone = true))
  const seen: PointEvent[] = []
  for (;;) {
    const isLast = writing.isDone
    const events = await readEvents(database.pool, { after: seen.at(-1)?.position ?? FIRST_POSITION, limit: 7 })
    seen.push(...events)
    if (isLast && events.length === 0) break
  }
  await written

  const ids = (await readEvents(database.pool, { after: FIRST_POSITION, limit: 10_000 })).map(
    ({ position }) => position,
  )
  expect(seen.map(({ position }) => toEventId(position))).toEqual(ids.map(toEventId))
  expect(seen.flatMap((event) => publishedFaults(toCloudEvent(event, 'h')))).toEqual([])

  const { rows } = await database.pool.query<{ id: string; outcome: string; point: string; seq: bigint }>(
    `select process_id::text as id, outcome, metering_point_id as point, recorded_seq as seq
     from metering_points.process order by recorded_seq, process_id`,
  )
  const causes = seen.flatMap(({ data, position }) => {
    const cause = data['cause'] as { process_id: string } | undefined
    return cause === undefined ? [] : [`${position.recordedSeq} ${cause.process_id}`]
  })
  const accepted = rows.filter(({ outcome }) => outcome === 'accepted')
  expect([...new Set(causes)]).toEqual(accepted.map(({ id, seq }) => `${seq} ${id}`))
  expect(accepted.length).toBeGreaterThan(POINTS)
  expect(rows.length).toBeGreaterThan(accepted.length)
  expect(seen.filter(({ type }) => type === 'imported')).toHaveLength(WRITERS * 3)
})

/** One to three processes, of which some are refused, on points that all writers share. */
function requestsOf(random: ReturnType<typeof seededRandom>): ProcessRequest[] {
  const n = random.int(1, POINTS)
  const day = `2026-05-${String(random.int(10, 28))}`
  const choices: readonly (() => ProcessRequest[])[] = [
    () => connectedPoint(n, day),
    () => [asked('create', n, day, CONSUMPTION)],
    () => [asked('disconnect', n, day), asked('reconnect', n, day)],
    () => [asked('change_resolution', n, day, { resolution: random.chance(50) ? 'PT1H' : 'PT15M' })],
    () => [asked('update_master_data', n, day, { city: random.chance(50) ? 'Odense' : 'Aarhus', meterNumber: '5' })],
    () => [asked('change_meter', n, day, { meterNumber: pointId(n).slice(0, random.int(3, 9)) })],
  ]
  return (choices[random.int(0, choices.length - 1)] ?? (() => []))()
}
