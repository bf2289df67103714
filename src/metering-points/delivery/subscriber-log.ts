import { accepted, finding, GridbookError, refused, type Finding, type Result } from '../../kernel/index.ts'
import { currentSeq, inTransaction, nextRecordedSeq, type Pool, type Transaction } from '../../platform/index.ts'
import { endOfCommit, type EventPosition } from '../events/event-position.ts'
import { EVENT_CHANNEL } from '../events/write-events.ts'
import { newSecret } from './signature.ts'
import { subscriberFaults, type Subscriber } from './subscriber.ts'

/** A subscriber to be added. */
export type NewSubscriber = {
  readonly name: string
  readonly url: string
  /** it gets what happened beyond this; left out: what happens from now on */
  readonly after?: EventPosition | undefined
  /** who adds it, as they say */
  readonly by: string
}

/** A subscriber with the secret that it needs to verify signatures; it is told this once. */
export type AddedSubscriber = Subscriber & { readonly secret: string; readonly after: EventPosition }

/** Adds a subscriber with a secret of its own, or says everything that is wrong with it. */
export async function addSubscriber(
  pool: Pool,
  { name, url, after, by }: NewSubscriber,
): Promise<Result<AddedSubscriber, Finding[]>> {
  const faults = subscriberFaults(name, url)
  if (faults.length > 0) return refused(faults)
  return await inTransaction(pool, async (trx) => {
    if ((await underLock(trx, name)) !== undefined) {
      return refused([finding('SUBSCRIBER_EXISTS', `there is a subscriber ${name}`, { field: 'name' })])
    }
    const from = after ?? endOfCommit(await currentSeq(trx))
    const recordedSeq = await nextRecordedSeq(trx)
    const subscriber = { name, url, state: 'active', addedSeq: recordedSeq, recordedSeq } as const
    const secret = newSecret()
    await state(trx, { ...subscriber, secret, by })
    await trx.query(
      'insert into metering_points.subscriber_cursor (name, added_seq, recorded_seq, ordinal) values ($1, $2, $3, $4)',
      [name, String(recordedSeq), String(from.recordedSeq), from.ordinal],
    )
    return accepted({ ...subscriber, secret, after: from })
  })
}

/**
 * Pauses a subscriber, lets it go on, or withdraws it for good. Doing it again changes nothing.
 * @throws GridbookError SUBSCRIBER_UNKNOWN
 */
export async function changeSubscriber(
  pool: Pool,
  name: string,
  to: 'active' | 'paused' | 'withdrawn',
  by: string,
): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const known = await underLock(trx, name)
    if (known === undefined) throw new GridbookError('SUBSCRIBER_UNKNOWN', `there is no subscriber ${name}`)
    if (known.state === to) return
    const recordedSeq = await nextRecordedSeq(trx)
    const kept = to === 'withdrawn' ? { url: null, secret: null } : {}
    await state(trx, { ...known, ...kept, state: to, recordedSeq, by })
  })
}

/** Subscribers that are not withdrawn, by name, without their secrets. */
export async function subscribersNow(database: Pick<Pool | Transaction, 'query'>): Promise<Subscriber[]> {
  const { rows } = await database.query<SubscriberRow>(
    `select ${COLUMNS} from (
       select distinct on (name) * from metering_points.subscriber order by name, recorded_seq desc
     ) newest where state <> 'withdrawn' order by name`,
  )
  return rows
}

/** The secret of a subscriber; undefined when another statement holds by now. */
export async function secretOf(
  database: Pick<Pool | Transaction, 'query'>,
  { name, recordedSeq }: Subscriber,
): Promise<string | undefined> {
  const { rows } = await database.query<{ secret: string | null }>(
    `select secret from metering_points.subscriber held where name = $1 and recorded_seq = $2::bigint
       and not exists (select from metering_points.subscriber later where later.name = held.name and later.recorded_seq > held.recorded_seq)`,
    [name, String(recordedSeq)],
  )
  return rows[0]?.secret ?? undefined
}

const COLUMNS = 'name, url, state, added_seq as "addedSeq", recorded_seq as "recordedSeq"'

type SubscriberRow = Subscriber

/** The subscriber as it is, while nobody else states anything about subscribers; undefined: there is none. */
async function underLock(trx: Transaction, name: string): Promise<(Subscriber & { secret: string }) | undefined> {
  await trx.query('lock table metering_points.subscriber in share row exclusive mode')
  const { rows } = await trx.query<SubscriberRow & { secret: string; state: string }>(
    `select ${COLUMNS}, secret from metering_points.subscriber where name = $1 order by recorded_seq desc limit 1`,
    [name],
  )
  return rows[0]?.url == null ? undefined : rows[0]
}

type Statement = {
  readonly name: string
  readonly recordedSeq: bigint
  readonly addedSeq: bigint
  readonly state: string
  readonly url: string | null
  readonly secret: string | null
  readonly by: string
}

async function state(trx: Transaction, said: Statement): Promise<void> {
  await trx.query(
    `insert into metering_points.subscriber (name, recorded_seq, added_seq, state, url, secret, stated_by)
     values ($1, $2::bigint, $3::bigint, $4, $5, $6, $7)`,
    [said.name, String(said.recordedSeq), String(said.addedSeq), said.state, said.url, said.secret, said.by],
  )
  await trx.query('select pg_notify($1, $2)', [EVENT_CHANNEL, ''])
}
