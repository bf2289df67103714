/**
 * The day on which a period ends, an expression; of an open one a day that nobody sees. Always a comparison with one side each: a condition with
 * `or` in an outer join would make the engine compare every row with every other.
 */
export function endOf(period: string): string {
  return `coalesce(${period}.to_day, DATE '9999-12-31')`
}
