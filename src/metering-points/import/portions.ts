import type { CsvText, Engine } from '../../platform/index.ts'
import type { OrderedRows } from './point-file.ts'

/** Rows that are decided on together. */
export type Portion = {
  /** counted from 1 over all of the import */
  readonly number: number
  readonly rows: readonly CsvText[]
}

/** Rows whose point names no parent come in the first round, those that name one in the second, and then these: */
const CHAINED = 3

/**
 * Divides the rows of a file so that every division gives the same: rows of one point are together, and a point comes after
 * the parents that it names. Points whose parents name parents, which no rule allows, come at the end, all in one portion.
 * @param done.portions how many are done, up to the row with this line in the order in which rows are taken
 */
export async function* portionsOf(
  engine: Engine,
  source: OrderedRows,
  {
    portionRows,
    done,
  }: { readonly portionRows: number; readonly done: { readonly portions: number; readonly line: number } },
): AsyncGenerator<Portion> {
  let rows: CsvText[] = []
  let last: Place = { round: 0, point: 0 }
  let number = done.portions
  for await (const part of engine.parts(ordered(source, done.line))) {
    const [rounds, points, lines] = [part.int32('round'), part.int32('point_hash'), part.int32('line')]
    const texts = source.textsOf(part)
    for (let n = 0; n < part.rowCount; n += 1) {
      const place: Place = { round: rounds[n] ?? 0, point: points[n] ?? 0 }
      if (rows.length >= portionRows && isCut(last, place)) {
        yield { number: (number += 1), rows }
        rows = []
      }
      rows.push({ line: lines[n] ?? 0, text: texts[n] ?? '' })
      last = place
    }
  }
  if (rows.length > 0) yield { number: number + 1, rows }
}

/** Where a row stands in the order; `point` is a number made of its point, the same for the same, and 0 for none. */
type Place = { readonly round: number; readonly point: number }

/** Whether a portion may end between two rows. */
function isCut(before: Place, after: Place): boolean {
  if (after.round === CHAINED) return before.round !== CHAINED
  return before.point !== after.point || after.point === 0
}

function ordered({ relation, columns }: OrderedRows, afterLine: number): string {
  const rest = `, (select round as r, point as p from placed where line = ${afterLine}) as done
    where (round, point, line) > (r, p, ${afterLine})`
  return `with source as (select * from ${relation}),
    naming as (select distinct metering_point_id, parent_id from source where parent_id <> ''),
    child as (select distinct metering_point_id from naming),
    chained as (select distinct metering_point_id from naming where parent_id in (select metering_point_id from child)),
    placed as (select case when metering_point_id in (select metering_point_id from chained) then ${CHAINED}
        when metering_point_id in (select metering_point_id from child) then 2 else 1 end as round,
      metering_point_id as point, line, ${columns.join(', ')} from source)
    select round, line, ${columns.join(', ')},
      case when point = '' then 0 else cast(1 + hash(point) % 2147483646 as INTEGER) end as point_hash
    from placed ${afterLine === 0 ? '' : rest} order by round, point, line`
}
