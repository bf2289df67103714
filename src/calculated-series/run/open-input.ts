import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dateOf, dayNumberOf, monthOf, slotClassOf } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import type { MeteringPointType } from '../../market/index.ts'
import { exportSeries, openReadingSnapshot, type SnapshotPorts } from '../../measurements/index.ts'
import { exportPeriods } from '../../metering-points/index.ts'
import { inTransaction, parquet, textLiteral, type Pool } from '../../platform/index.ts'
import { dayHours, type DayHours } from '../day-hours.ts'
import { familyIds, readFamilies, type Family } from '../family.ts'
import type { DailyEnergy, SeriesKind, StoredDays } from '../model.ts'
import { familyPointSql } from '../models/family-point.ts'
import { energyDaySql, READ_RESOLUTIONS, slotDaySql, type ReadingSource } from '../models/reading-of-point.ts'
import type { DaySpan } from '../rules/day-span.ts'
import { yearsBefore } from '../rules/settlement-year.ts'
import { FAMILY_TYPES } from './family-types.ts'
import type { PinnedRun } from './run-store.ts'
import { storedDays } from './stored-days.ts'

/** What the input of a run is made from. */
export interface SeriesInputPorts extends SnapshotPorts {
  readonly pool: Pool
}

/** Everything that a calculation reads, as known at the run's number, in pieces that fit in memory. */
export interface SeriesInput {
  readonly run: PinnedRun & { readonly kind: SeriesKind }
  readonly zone: MarketZone
  /** the type of child that gets the series */
  readonly target: MeteringPointType
  /** market day that counts as today, by number */
  readonly today: number
  readonly familyIds: () => Promise<string[]>
  /** families from one name to another, both included */
  readonly families: (first: string, last: string) => Promise<Family[]>
  /** daily energy of the points of these families, by family and point */
  readonly energy: (first: string, last: string) => Promise<(familyId: string, pointId: string) => DailyEnergy>
  /** days by the hour of the points of these families that are asked for: the parents, or D06 and D07 in group 2 */
  readonly hours: (first: string, last: string) => AsyncGenerator<DayHours>
  readonly stored: (pointIds: readonly string[]) => Promise<(pointId: string) => StoredDays>
}

/**
 * Opens the input of a run.
 * @param directory the run's own, for what is made of it; removed by the caller
 */
export async function openSeriesInput(
  run: SeriesInput['run'],
  directory: string,
  ports: SeriesInputPorts,
): Promise<SeriesInput> {
  const { pool, engine, zone } = ports
  await mkdir(directory, { recursive: true })
  const path = (name: string): string => join(directory, `${name}.parquet`)
  const today = dayNumberOf(run.asOf) ?? 0
  const span = readDays(run, today, zone)
  await inTransaction(
    pool,
    async (trx) => {
      const areas = run.gridAreas === null ? {} : { gridAreas: run.gridAreas }
      await exportPeriods(trx, engine, path('points'), { atSeq: run.inputSeq, ...areas })
      await exportSeries(trx, engine, path('series'))
      const months = monthsOf(span)
      const snapshot = await openReadingSnapshot(
        trx,
        { months, directory: join(directory, 'readings'), atSeq: run.inputSeq },
        ports,
      )
      await engine.copyTo(familyPointSql(path('points'), FAMILY_TYPES[run.kind]), path('family'))
      const source: ReadingSource = {
        family: path('family'),
        series: path('series'),
        snapshot,
        from: dateOf(span.fromDay),
        to: dateOf(span.toDay),
      }
      await copyReadings(run.kind, source, path, ports)
    },
    { isolation: 'repeatable read' },
  )
  return {
    run,
    zone,
    target: FAMILY_TYPES[run.kind].target,
    today,
    familyIds: () => familyIds(engine, path('family')),
    families: (first, last) => readFamilies(engine, path('family'), first, last),
    energy: (first, last) => readEnergy(path('energy'), first, last, ports),
    hours: (first, last) => readHours(path, first, last, ports),
    stored: (pointIds) => storedDays(pool, pointIds, run.inputSeq),
  }
}

/** The days whose readings a calculation may need, from what its rules look back at. */
function readDays({ kind, month }: PinnedRun, today: number, zone: MarketZone): DaySpan {
  if (kind !== 'capacity-settlement') {
    // Settlement years that ended within three years, and for the estimate the year before the running one.
    return { fromDay: yearsBefore(today, 4) - 1, toDay: today + 1 }
  }
  const end = dayNumberOf(monthOf(month ?? '', zone).days.at(-1)?.date ?? '') ?? 0
  return { fromDay: yearsBefore(end + 1, 1), toDay: end + 1 }
}

function monthsOf({ fromDay, toDay }: DaySpan): string[] {
  const months = new Set<string>()
  for (let day = fromDay; day < toDay; day += 1) months.add(dateOf(day).slice(0, 7))
  return [...months]
}

type PathOf = (name: string) => string

async function copyReadings(
  kind: SeriesKind,
  source: ReadingSource,
  path: PathOf,
  { engine }: SeriesInputPorts,
): Promise<void> {
  if (kind !== 'capacity-settlement') await engine.copyTo(energyDaySql(source), path('energy'))
  const only = HOURS_OF[kind](source)
  for (const resolution of only === undefined ? [] : READ_RESOLUTIONS) {
    await engine.copyTo(slotDaySql(source, resolution, only ?? ''), path(`slots_${slotClassOf(resolution)}`))
  }
}

/** Whose hours a kind needs, as a condition on rows `f` of the families; undefined: nobody's. */
const HOURS_OF: Readonly<Record<SeriesKind, (source: ReadingSource) => string | undefined>> = {
  'capacity-settlement': () => 'f.parent_id is null',
  'electrical-heating': ({ family }) => `f.type in ('supply_to_grid', 'consumption_from_grid') and f.family_id in
      (select family_id from ${parquet([family])} where parent_id is null and net_settlement_group = '2')`,
  'net-consumption-estimate': () => undefined,
  'net-consumption-final': () => undefined,
}

const between = (first: string, last: string): string =>
  `family_id between ${textLiteral(first)} and ${textLiteral(last)}`

async function readEnergy(
  path: string,
  first: string,
  last: string,
  { engine }: SeriesInputPorts,
): Promise<(familyId: string, pointId: string) => DailyEnergy> {
  const set = await engine.columns(`select * from ${parquet([path])} where ${between(first, last)}`)
  const [families, points] = [set.text('family_id'), set.text('metering_point_id')]
  const [days, energy] = [set.int32('market_day'), set.int64('energy')]
  const found = new Map<string, Map<number, bigint>>()
  for (let row = 0; row < set.rowCount; row += 1) {
    const key = `${families[row]} ${points[row]}`
    const ofPoint = found.get(key) ?? new Map<number, bigint>()
    ofPoint.set(days[row] ?? 0, energy[row] ?? 0n)
    found.set(key, ofPoint)
  }
  return (familyId, pointId) => found.get(`${familyId} ${pointId}`) ?? new Map()
}

async function* readHours(
  path: PathOf,
  first: string,
  last: string,
  { engine, zone }: SeriesInputPorts,
): AsyncGenerator<DayHours> {
  for (const resolution of READ_RESOLUTIONS) {
    const slotClass = slotClassOf(resolution)
    const set = await engine.columns(
      `select * from ${parquet([path(`slots_${slotClass}`)])} where ${between(first, last)} order by family_id, metering_point_id, market_day`,
    )
    yield* dayHours(set, slotClass, zone)
  }
}
