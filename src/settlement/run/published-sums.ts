import type { OutgoingAggregation } from '../../exchange/index.ts'
import { daysOf, nextDay, type MarketZone, type Period } from '../../kernel/index.ts'
import type { ColumnSet, Engine, Lake, Transaction } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import type { CalculationType } from '../calculation-type.ts'
import { dayRuns } from './announced-days.ts'
import { BY_ACTOR, BY_AREA } from './announced-sql.ts'
import { processOf } from './announced-process.ts'
import { KIND, pointsReader, type AnnouncedType } from './announced-sums.ts'
import { publishedSumsSql, type SumKeys } from './published-sums-sql.ts'
import { publishedVersions, type PublishedVersion } from './published-versions.ts'
import { resultFiles } from './result-files.ts'

/** A series of sums, whoever is to receive it. */
export type PublishedSum = Omit<OutgoingAggregation, 'receiver'>

/** Which published sums are asked for. By area unless a supplier, a balance responsible party or both are named. */
export interface PublishedSumsQuery extends SumKeys {
  /** of several the first that has published a day of an area counts for that day */
  readonly types: readonly CalculationType[]
  /** half-open, from local midnight to local midnight */
  readonly period: Period
  /** all when absent */
  readonly gridAreas?: readonly string[]
  /** E17, E18 or E20; all that are published for the level when absent */
  readonly meteringPointType?: string
  /** D01 or E02; consumption without a method is the total, which areas alone have */
  readonly settlementMethod?: string
}

/**
 * Sums as they were published: for each day the newest version that has the series, divided where days lack and where the
 * calculation changes (settlement 5.2). Nothing of an internal calculation is among them.
 * @param trx REPEATABLE READ, for one view of publications and files
 */
export async function publishedSums(
  trx: Transaction,
  query: PublishedSumsQuery,
  { lake, engine, zone }: { readonly lake: Lake; readonly engine: Engine; readonly zone: MarketZone },
): Promise<PublishedSum[]> {
  const timeSeriesTypes = typesAskedFor(query)
  const days = daysOf(query.period, zone)
  const [first, last] = [days.at(0)?.day, days.at(-1)?.day]
  if (timeSeriesTypes.length === 0 || first === undefined || last === undefined) return []
  const span = { from: first.date, to: nextDay(last).date }
  const { types, gridAreas } = query
  const versions = await publishedVersions(trx, {
    types,
    ...span,
    ...(gridAreas === undefined ? {} : { gridAreas }),
  })
  const files = await resultFiles(trx, [...new Set(versions.map(({ calculationId }) => calculationId))], lake)
  if (files.length === 0) return []
  const set = await engine.columns(publishedSumsSql(files, versions, { ...query, ...span, timeSeriesTypes }))
  return sumsOf(set, versions, zone)
}

function typesAskedFor(query: PublishedSumsQuery): AnnouncedType[] {
  const { energySupplierId, balanceResponsibleId, meteringPointType, settlementMethod } = query
  const offered = energySupplierId === undefined && balanceResponsibleId === undefined ? BY_AREA : BY_ACTOR
  return (offered as readonly AnnouncedType[]).filter((type) => {
    if (meteringPointType === undefined) return true
    return KIND[type].meteringPointType === meteringPointType && KIND[type].settlementMethod === settlementMethod
  })
}

const KEYS = [
  'grid_area',
  'energy_supplier_id',
  'balance_responsible_id',
  'time_series_type',
  'resolution',
  'version',
] as const

function sumsOf(set: ColumnSet, versions: readonly PublishedVersion[], zone: MarketZone): PublishedSum[] {
  const columns = Object.fromEntries(KEYS.map((key) => [key, set.text(key)])) as Record<
    (typeof KEYS)[number],
    (string | null)[]
  >
  const typeOf = new Map(versions.map(({ version, type }) => [String(version), type]))
  const readers = { PT15M: pointsReader(set, 'PT15M'), PT1H: pointsReader(set, 'PT1H') }
  return dayRuns(set, KEYS, zone).flatMap((run) => {
    const at = (key: (typeof KEYS)[number]): string | undefined => columns[key][run.first] ?? undefined
    const [version = '', supplier, responsible] = [
      at('version'),
      at('energy_supplier_id'),
      at('balance_responsible_id'),
    ]
    const type = typeOf.get(version)
    if (type === undefined) return []
    const resolution = at('resolution') as ResultResolution
    return {
      ...processOf(type),
      calculationVersion: BigInt(version),
      gridArea: at('grid_area') ?? '',
      ...(supplier === undefined ? {} : { energySupplierId: supplier }),
      ...(responsible === undefined ? {} : { balanceResponsibleId: responsible }),
      ...KIND[at('time_series_type') as AnnouncedType],
      resolution,
      fromMs: run.fromMs,
      toMs: run.toMs,
      points: readers[resolution](run),
    }
  })
}
