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
  return `select ${[key, 'valid_from', 'valid_to', 'recorded_seq', 'state', ...log.values].join(', ')}
    from (
      select *, lead(valid_from) over (partition by ${key} order by valid_from) as valid_to
      from (
        select *, row_number() over (partition by ${key}, valid_from order by recorded_seq desc) as newness
        from ${source} stated
      ) newest
      where newness = 1 and state <> 'withdrawn'
    ) held
    where ${withEnds ? 'true' : "state = 'holds'"}`
}

/** What is known when nothing newer can be: every number is smaller. */
export const NEWEST_SEQ = 9_223_372_036_854_775_807n
