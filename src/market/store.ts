import type { Transaction } from '../platform/index.ts'

/** A grid area from a market day on. */
export type NewGridArea = {
  /** three digits in dk */
  readonly code: string
  /** market day, `YYYY-MM-DD` */
  readonly validFrom: string
  readonly name: string
  /** the area of the spot price, such as DK1; null: none */
  readonly priceArea: string | null
  /** GLN or EIC of who delivers its readings; null: nobody, as for a foreign neighbour */
  readonly meteredDataResponsibleId: string | null
}

/** A grid area in one period `[validFrom, validTo)`; validTo null: open. */
export type GridAreaPeriod = NewGridArea & {
  readonly validTo: string | null
  /** the commit that stated it */
  readonly recordedSeq: bigint
}

/** An actor of the market and the roles it may act in. */
export type NewActor = {
  /** GLN or EIC */
  readonly actorId: string
  readonly name: string
  /** words such as energy_supplier, balance_responsible, metered_data_responsible */
  readonly roles: readonly string[]
}

/** An actor as it is, or was, known. */
export type Actor = NewActor & { readonly recordedSeq: bigint }

/** Keeps other writers of grid areas and actors waiting until the transaction ends; readers go on. */
export async function lockMarket(trx: Transaction): Promise<void> {
  await trx.query('lock table market.grid_area, market.actor in share row exclusive mode')
}

/** Records statements about grid areas under the transaction's recorded_seq. */
export async function appendGridAreas(trx: Transaction, areas: readonly NewGridArea[], seq: bigint): Promise<void> {
  if (areas.length === 0) return
  await trx.query(
    `insert into market.grid_area (code, valid_from, recorded_seq, name, price_area, metered_data_responsible_id)
     select code, valid_from, $1::bigint, name, price_area, responsible
     from unnest($2::text[], $3::date[], $4::text[], $5::text[], $6::text[]) as a (code, valid_from, name, price_area, responsible)`,
    [
      seq.toString(),
      areas.map((a) => a.code),
      areas.map((a) => a.validFrom),
      areas.map((a) => a.name),
      areas.map((a) => a.priceArea),
      areas.map((a) => a.meteredDataResponsibleId),
    ],
  )
}

/** Takes back what was stated about an area from a market day on, so that the period before reaches further. */
export async function withdrawGridArea(trx: Transaction, code: string, validFrom: string, seq: bigint): Promise<void> {
  await trx.query(
    'insert into market.grid_area (code, valid_from, recorded_seq, tombstone) values ($1, $2::date, $3::bigint, true)',
    [code, validFrom, seq.toString()],
  )
}

/**
 * Grid areas in the order of code and day.
 * @param filter.atSeq as they were known when this number was committed; left out: as the transaction sees them now
 * @param filter.asOf only the periods in force on this market day
 */
export async function gridAreasAsKnown(
  trx: Transaction,
  filter: { readonly atSeq?: bigint | undefined; readonly asOf?: string | undefined } = {},
): Promise<GridAreaPeriod[]> {
  const result = await trx.query<GridAreaRow>(
    `select code, valid_from::text, valid_to::text, name, price_area, metered_data_responsible_id, recorded_seq::text
     from market.grid_area_as_known($1::bigint) k
     where $2::date is null or (k.valid_from <= $2::date and (k.valid_to is null or k.valid_to > $2::date))
     order by code, k.valid_from`,
    [(filter.atSeq ?? NEWEST_SEQ).toString(), filter.asOf ?? null],
  )
  return result.rows.map((row) => ({
    code: row.code,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    name: row.name,
    priceArea: row.price_area,
    meteredDataResponsibleId: row.metered_data_responsible_id,
    recordedSeq: BigInt(row.recorded_seq),
  }))
}

/** Records actors under the transaction's recorded_seq; for one known already this replaces what was known. */
export async function appendActors(trx: Transaction, actors: readonly NewActor[], seq: bigint): Promise<void> {
  for (const actor of actors) {
    await trx.query(
      'insert into market.actor (actor_id, recorded_seq, name, roles) values ($1, $2::bigint, $3, $4::text[])',
      [actor.actorId, seq.toString(), actor.name, actor.roles],
    )
  }
}

/** Actors in the order of their ids. @param filter.atSeq as they were known when this number was committed; left out: now */
export async function actorsAsKnown(
  trx: Transaction,
  filter: { readonly atSeq?: bigint | undefined } = {},
): Promise<Actor[]> {
  const result = await trx.query<ActorRow>(
    'select actor_id, name, roles, recorded_seq::text from market.actor_as_known($1::bigint) order by actor_id',
    [(filter.atSeq ?? NEWEST_SEQ).toString()],
  )
  return result.rows.map((row) => ({
    actorId: row.actor_id,
    name: row.name,
    roles: row.roles,
    recordedSeq: BigInt(row.recorded_seq),
  }))
}

// Every number is smaller.
const NEWEST_SEQ = 9_223_372_036_854_775_807n

type GridAreaRow = {
  readonly code: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly name: string
  readonly price_area: string | null
  readonly metered_data_responsible_id: string | null
  readonly recorded_seq: string
}
type ActorRow = {
  readonly actor_id: string
  readonly name: string
  readonly roles: string[]
  readonly recorded_seq: string
}
