import { inTransaction } from '../../platform/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'

// An import of more is not made to wait for the indexes of the search: its points follow after its commit.
const MOST_IN_COMMIT = 1_000
const POINTS_A_TRANSACTION = 5_000
// Points of which somebody asks before the upkeep came by; more would make him wait.
const MOST_IN_PASSING = 5_000

// The day is a guess that is nearly always right; who looks for another one brings the rows there.
const GUESSED_DAY = "(now() at time zone 'Europe/Copenhagen')::date"

/**
 * Keeps point_today beside the log, in the transaction that states something. Call it after the statements are written,
 * with the points locked.
 */
export async function keepPointsToday(trx: Transaction, pointIds: readonly string[], seq: bigint): Promise<void> {
  if (pointIds.length > MOST_IN_COMMIT) {
    await trx.query('insert into metering_points.point_today_backlog values ($1::bigint) on conflict do nothing', [
      seq.toString(),
    ])
  } else await trx.query(`select metering_points.bring_points_to(${GUESSED_DAY}, $1::text[])`, [pointIds])
}

/**
 * Brings point_today to a day, so that searches of that day are fast: takes in what large imports left behind, and the
 * changes whose day has come. It costs two look-ups when there is nothing to do. Of several processes one works; a point that is being
 * written is left to the next call.
 * @param today market day
 */
export async function bringPointsToToday(pool: Pool, today: string): Promise<void> {
  await takeInBacklog(pool, today)
  while ((await turnDay(pool, today, POINTS_A_TRANSACTION)) === POINTS_A_TRANSACTION);
}

/** The changes whose day has come, as far as nobody has to wait long for them: for who is about to search. */
export async function bringFewPointsToToday(pool: Pool, today: string): Promise<void> {
  await turnDay(pool, today, MOST_IN_PASSING)
}

/** Makes point_today anew from the log. Searches and writers wait meanwhile. */
export async function rebuildPointsToday(trx: Transaction, today: string): Promise<void> {
  await trx.query('set local statement_timeout = 0') // of millions of points it takes minutes
  await trx.query('select metering_points.rebuild_points_today($1::date)', [today])
}

/** @returns how many points were brought to the day */
async function turnDay(pool: Pool, today: string, most: number): Promise<number> {
  return await inTransaction(pool, async (trx) => {
    const { rows } = await trx.query<{ id: string }>(
      `select metering_point_id as id from metering_points.metering_point where metering_point_id in (
         (select metering_point_id from metering_points.point_today where next_change <= $1::date order by next_change limit $2)
         union all
         (select metering_point_id from metering_points.point_today where valid_from > $1::date order by valid_from desc limit $2)
       )
       order by metering_point_id collate "C" limit $2 for update skip locked`,
      [today, most],
    )
    await bring(
      trx,
      rows.map(({ id }) => id),
      today,
    )
    return rows.length
  })
}

async function bring(trx: Transaction, ids: readonly string[], today: string): Promise<void> {
  if (ids.length > 0) await trx.query('select metering_points.bring_points_to($1::date, $2::text[])', [today, ids])
}

// Any number that nobody else locks.
const BACKLOG_LOCK = '7237125442'

async function takeInBacklog(pool: Pool, today: string): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const { rows: waiting } = await trx.query<{ seq: bigint }>(
      'select recorded_seq as seq from metering_points.point_today_backlog order by recorded_seq',
    )
    if (waiting.length === 0) return
    const { rows: taken } = await trx.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(${BACKLOG_LOCK}) as mine`,
    )
    if (taken[0]?.mine !== true) return
    const seqs = waiting.map(({ seq }) => seq)
    if (await areMost(trx, seqs)) await rebuildPointsToday(trx, today)
    else for (const seq of seqs) await takeInCommit(pool, trx, seq, today)
  })
}

/** Whether these commits state as much as is there: to make all of it anew is several times faster then. */
async function areMost(trx: Transaction, seqs: readonly bigint[]): Promise<boolean> {
  const { rows } = await trx.query<{ most: boolean }>(
    `select (select count(*) from metering_points.metering_point_period where recorded_seq = any ($1::bigint[]))
       >= (select count(*) from metering_points.point_today) as most`,
    [seqs.map(String)],
  )
  return rows[0]?.most === true
}

/** Brings in the points of a commit, some thousands at a time, so that no writer of one waits for all of them. */
async function takeInCommit(pool: Pool, reader: Transaction, seq: bigint, today: string): Promise<void> {
  await reader.query(
    `declare waiting_point no scroll cursor for select distinct metering_point_id as id
     from metering_points.metering_point_period where recorded_seq = ${seq} order by 1`,
  )
  for (;;) {
    const { rows } = await reader.query<{ id: string }>(`fetch ${POINTS_A_TRANSACTION} from waiting_point`)
    if (rows.length === 0) break
    const ids = rows.map(({ id }) => id)
    await inTransaction(
      pool,
      async (trx) => {
        await lockKnown(trx, ids)
        await bring(trx, ids, today)
      },
      { beside: true },
    )
  }
  await reader.query('close waiting_point')
  await reader.query('delete from metering_points.point_today_backlog where recorded_seq = $1::bigint', [
    seq.toString(),
  ])
}

/** As lockPoints, for points that are there. */
async function lockKnown(trx: Transaction, ids: readonly string[]): Promise<void> {
  await trx.query(
    `select count(*) from (
       select 1 from metering_points.metering_point where metering_point_id = any ($1::text[])
       order by metering_point_id collate "C" for update
     ) locked`,
    [ids],
  )
}
