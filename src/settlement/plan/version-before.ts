import { addDays, marketDay, type MarketZone } from '../../kernel/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** What is published for an area and a day, of one type. */
export type PublishedBefore = {
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly calculationType: CalculationType
  readonly calculationId: string
  readonly version: bigint
  /** what the calculation read: commits up to this number */
  readonly inputSeq: bigint
}

/** The version before, for areas that have it on the same days in a row. */
export type VersionBefore = Omit<PublishedBefore, 'gridArea' | 'marketDay'> & {
  readonly gridAreas: readonly string[]
  /** market days, half open */
  readonly from: string
  readonly to: string
}

// The order in which a month is settled (settlement 1.1): each looks back to the one before it.
const IN_TIME: readonly CalculationType[] = [
  'aggregation',
  'balance_fixing',
  'wholesale_fixing',
  'first_correction_settlement',
  'second_correction_settlement',
  'third_correction_settlement',
]

/** Types in the order in which one is compared with them: itself, then what is nearest in time, earlier ones first. */
export function nearestTypes(type: CalculationType): CalculationType[] {
  const at = IN_TIME.indexOf(type)
  const distance = (other: CalculationType): number => {
    const steps = IN_TIME.indexOf(other) - at
    return steps <= 0 ? -2 * steps : 2 * steps + 1
  }
  return IN_TIME.toSorted((a, b) => distance(a) - distance(b))
}

/** Every published version of areas and days, the highest of each type. */
export async function publishedBefore(
  trx: Transaction,
  asked: { readonly gridAreas: readonly string[]; readonly from: string; readonly to: string },
): Promise<PublishedBefore[]> {
  const { rows } = await trx.query<PublishedBefore>(
    `select p.grid_area as "gridArea", p.market_day::text as "marketDay", p.calculation_type as "calculationType",
       p.calculation_id as "calculationId", p.version, i.input_seq as "inputSeq"
     from settlement.published p join settlement.calculation_input i using (calculation_id)
     where p.grid_area = any ($1::text[]) and p.market_day >= $2::date and p.market_day < $3::date
     order by p.grid_area, p.market_day, p.calculation_type`,
    [asked.gridAreas, asked.from, asked.to],
  )
  return rows
}

/**
 * The version before of each area and day: the highest of the same type, else of the nearest; areas that share it on the
 * same days in a row are together.
 */
export function versionsBefore(
  type: CalculationType,
  published: readonly PublishedBefore[],
  zone: MarketZone,
): VersionBefore[] {
  const order = nearestTypes(type)
  const best = [...Map.groupBy(published, ({ gridArea, marketDay: day }) => `${gridArea} ${day}`).values()].flatMap(
    (rows) => rows.toSorted((a, b) => order.indexOf(a.calculationType) - order.indexOf(b.calculationType)).slice(0, 1),
  )
  const runs = [...Map.groupBy(best, ({ gridArea, calculationId }) => `${gridArea} ${calculationId}`).values()].flatMap(
    (rows) => daysInARow(rows, zone),
  )
  return [...Map.groupBy(runs, ({ calculationId, from, to }) => `${from} ${to} ${calculationId}`).values()]
    .flatMap((same) => {
      const [first] = same
      return first === undefined ? [] : [{ ...first, gridAreas: same.flatMap(({ gridAreas }) => gridAreas).toSorted() }]
    })
    .toSorted((a, b) => (a.from === b.from ? Number(a.version - b.version) : a.from < b.from ? -1 : 1))
}

function daysInARow(rows: readonly PublishedBefore[], zone: MarketZone): VersionBefore[] {
  const runs: (VersionBefore & { to: string })[] = []
  for (const { gridArea, marketDay: day, ...version } of rows.toSorted((a, b) =>
    a.marketDay < b.marketDay ? -1 : 1,
  )) {
    const next = addDays(marketDay(day, zone), 1).date
    const last = runs.at(-1)
    if (last?.to === day) last.to = next
    else runs.push({ ...version, gridAreas: [gridArea], from: day, to: next })
  }
  return runs
}
