/** The roles that an actor can have. */
export const ACTOR_ROLES = [
  'energy_supplier',
  'balance_responsible',
  'metered_data_responsible',
  'grid_access_provider',
  'system_operator',
  'danish_energy_agency',
  'delegated',
] as const

/** A role that an actor can have. */
export type ActorRole = (typeof ACTOR_ROLES)[number]

/** The day from which a statement about an actor holds that names none: before every day that is ever asked for. */
export const ALWAYS = '1900-01-01'

/** What holds of an actor. */
export type ActorValues = {
  readonly name: string
  /** words such as energy_supplier, balance_responsible, metered_data_responsible; none: it acts no more */
  readonly roles: readonly string[]
}

/** An actor of the market and the roles it may act in, from a market day on. */
export type NewActor = ActorValues & {
  /** GLN or EIC */
  readonly actorId: string
  /** market day, `YYYY-MM-DD`; left out: ALWAYS */
  readonly validFrom?: string | undefined
  readonly tombstone?: false | undefined
}

/** What a writer may append: an actor from a day on, or that what was stated from that day on is taken back. */
export type ActorStatement =
  | NewActor
  | { readonly actorId: string; readonly validFrom?: string | undefined; readonly tombstone: true }

/** A statement as it was recorded; `values` is null where it withdraws. */
export type RecordedActor = {
  readonly actorId: string
  readonly validFrom: string
  readonly recordedSeq: bigint
  readonly values: ActorValues | null
}

/** An actor in one period `[validFrom, validTo)`, as it is, or was, known; validTo null: open. */
export type ActorPeriod = ActorValues & {
  readonly actorId: string
  readonly validFrom: string
  readonly validTo: string | null
  /** the commit that stated it */
  readonly recordedSeq: bigint
}
