/**
 * A table of statements about periods: from `valid_from` on the values hold for the key, until the key's next statement.
 * Its columns: the key, `valid_from date`, `recorded_seq bigint`, `state`, the values. Of several statements for one key
 * and day the one with the highest recorded_seq counts.
 *
 * States: `holds` has the values; `ended` has none, and nothing holds from that day on; `withdrawn` takes back the
 * statements of its day, so that the one before reaches further.
 */
export type PeriodLog = {
  /** schema and name */
  readonly table: string
  readonly key: readonly string[]
  /** columns that are NULL unless the statement holds */
  readonly values: readonly string[]
}

/**
 * A SELECT of the periods that follow from statements: key, valid_from, valid_to (exclusive, NULL = open), recorded_seq,
 * state, values. It is the same in PostgreSQL and in the engine.
 * @param source a relation with the log's columns, cut to what was known
 * @param withEnds also the stretches for which nothing holds since a statement ended them
 */
export function derivedPeriods(log: PeriodLog, source: string, { withEnds = false } = {}): string {
  const key = log.key.join(', ')
  // The newest statement of a day is the one that no other of the same day follows: both windows go by one order.
  return `select ${[key, 'valid_from', 'valid_to', 'recorded_seq', 'state', ...log.values].join(', ')}
    from (
      select *, lead(valid_from) over (partition by ${key} order by valid_from) as valid_to
      from (
        select *, lead(valid_from) over (partition by ${key} order by valid_from, recorded_seq) as next_stated
        from ${source} stated
      ) each_statement
      where next_stated is distinct from valid_from and state <> 'withdrawn'
    ) held
    where ${withEnds ? 'true' : "state = 'holds'"}`
}

/** What is known when nothing newer can be: every number is smaller. */
export const NEWEST_SEQ = 9_223_372_036_854_775_807n
