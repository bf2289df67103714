import { NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { ALWAYS } from './actor.ts'
import type { ActorPeriod, ActorStatement, RecordedActor } from './actor.ts'

/** Records statements about actors under the transaction's recorded_seq, without the rules. */
export async function appendActors(trx: Transaction, actors: readonly ActorStatement[], seq: bigint): Promise<void> {
  if (actors.length === 0) return
  const values = actors.map((actor) => (actor.tombstone === true ? null : actor))
  await trx.query(
    `insert into market.actor (actor_id, valid_from, recorded_seq, tombstone, name, roles)
     select actor_id, valid_from, $1::bigint, tombstone, name, string_to_array(roles, ' ')
     from unnest($2::text[], $3::date[], $4::boolean[], $5::text[], $6::text[]) as a (actor_id, valid_from, tombstone, name, roles)`,
    [
      seq.toString(),
      actors.map((actor) => actor.actorId),
      actors.map((actor) => actor.validFrom ?? ALWAYS),
      values.map((each) => each === null),
      values.map((each) => each?.name ?? null),
      values.map((each) => each?.roles.join(' ') ?? null),
    ],
  )
}

/** Which periods of actors to read; what is left out does not narrow. */
export type ActorFilter = {
  /** as they were known when this number was committed; left out: as the transaction sees them now */
  readonly atSeq?: bigint | undefined
  /** only the periods in force on this market day */
  readonly asOf?: string | undefined
  readonly actorId?: string | undefined
  /** only those behind this one, in the order in which they come */
  readonly after?: { readonly actorId: string; readonly validFrom: string } | undefined
  /** at most so many */
  readonly limit?: number | undefined
}

/** Actors in the order of their ids and days. */
export async function actorsAsKnown(trx: Transaction, filter: ActorFilter = {}): Promise<ActorPeriod[]> {
  const { atSeq = NEWEST_SEQ, asOf, actorId, after, limit } = filter
  const result = await trx.query<PeriodRow>(
    `select actor_id, valid_from::text, valid_to::text, name, roles, recorded_seq::text from market.actor_as_known($1::bigint) k
     where ($2::date is null or (k.valid_from <= $2::date and (k.valid_to is null or k.valid_to > $2::date)))
       and ($3::text is null or actor_id = $3) and ($4::text is null or (actor_id, k.valid_from) > ($4, $5::date))
     order by actor_id, k.valid_from limit $6`,
    [atSeq.toString(), asOf ?? null, actorId ?? null, after?.actorId ?? null, after?.validFrom ?? null, limit ?? null],
  )
  return result.rows.map((row) => ({
    actorId: row.actor_id,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    name: row.name,
    roles: row.roles,
    recordedSeq: BigInt(row.recorded_seq),
  }))
}

/** For each actor and day the newest statement that the transaction sees, withdrawals included. */
export async function newestActors(trx: Transaction): Promise<RecordedActor[]> {
  const { rows } = await trx.query<StatementRow>(
    `select distinct on (actor_id, a.valid_from) ${STATEMENT} from market.actor a
     order by actor_id, a.valid_from, a.recorded_seq desc`,
  )
  return rows.map(fromStatementRow)
}

/** Everything that was stated about an actor up to a number, in the order of recording. */
export async function actorLog(trx: Transaction, actorId: string, atSeq: bigint): Promise<RecordedActor[]> {
  const { rows } = await trx.query<StatementRow>(
    `select ${STATEMENT} from market.actor a where actor_id = $1 and a.recorded_seq <= $2::bigint
     order by a.recorded_seq, a.valid_from`,
    [actorId, atSeq.toString()],
  )
  return rows.map(fromStatementRow)
}

const STATEMENT = 'actor_id, valid_from::text, recorded_seq::text, tombstone, name, roles'

type KeyRow = { readonly actor_id: string; readonly valid_from: string; readonly recorded_seq: string }
type ValueRow = { readonly name: string; readonly roles: string[] }
type PeriodRow = KeyRow & ValueRow & { readonly valid_to: string | null }
type StatementRow = KeyRow & ValueRow & { readonly tombstone: boolean }

function fromStatementRow(row: StatementRow): RecordedActor {
  return {
    actorId: row.actor_id,
    validFrom: row.valid_from,
    recordedSeq: BigInt(row.recorded_seq),
    values: row.tombstone ? null : { name: row.name, roles: row.roles },
  }
}
