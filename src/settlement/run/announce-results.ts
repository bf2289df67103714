import { enqueueAggregations, enqueueReadings } from '../../exchange/index.ts'
import { daysOf, type Clock } from '../../kernel/index.ts'
import { gridAreasAsKnown } from '../../market/index.ts'
import type { Engine, Lake, Transaction } from '../../platform/index.ts'
import type { ReportProgress } from '../operation/calculation-progress.ts'
import { announcedLosses } from './announced-losses.ts'
import { announcedLossSql, announcedSql, type AreaDay } from './announced-sql.ts'
import { announcedSums } from './announced-sums.ts'
import type { StartedCalculation } from './calculation-store.ts'
import { resultFiles } from './result-files.ts'

/** What telling the actors needs. */
export interface AnnouncePorts {
  readonly lake: Lake
  readonly engine: Engine
  readonly clock: Clock
}

/**
 * Puts the sums of a calculation into the queues of those who are sent them, as RSM-014 (settlement 1.7), area by area.
 * An internal calculation tells nobody anything. A later calculation of the same days sends again, with its higher version.
 * @param report hears which area begins
 */
export async function announceSums(
  trx: Transaction,
  given: StartedCalculation,
  ports: AnnouncePorts,
  report: ReportProgress = async () => {},
): Promise<void> {
  if (given.isInternal) return
  const files = await resultFiles(trx, [given.calculationId], ports.lake)
  const areas = await gridAreasAsKnown(trx, { asOf: ports.clock.today(given.zone) })
  for (const [index, gridArea] of given.gridAreas.entries()) {
    await report(gridArea, index, given.gridAreas.length)
    const responsibleId = areas.find(({ code }) => code === gridArea)?.meteredDataResponsibleId ?? undefined
    const set = await ports.engine.columns(announcedSql(files, given, gridArea))
    await enqueueAggregations(trx, announcedSums(set, given, gridArea, responsibleId), ports.clock.nowMs())
  }
}

/**
 * Puts the calculated series of the loss points into the queues of their suppliers, as RSM-012. They are registered now,
 * and the later registration wins a reading: so the days of which a higher version is published are left out. To be
 * called when the transaction holds its number, because then no other publication can come between.
 */
export async function announceLosses(trx: Transaction, given: StartedCalculation, ports: AnnouncePorts): Promise<void> {
  if (given.isInternal) return
  const files = await resultFiles(trx, [given.calculationId], ports.lake)
  const leftOut = await laterPublished(trx, given)
  const set = await ports.engine.columns(announcedLossSql(files, given, leftOut))
  const nowMs = ports.clock.nowMs()
  await enqueueReadings(trx, announcedLosses(set, given, nowMs), nowMs)
}

/** Days of the calculation of which a later calculation, whatever its type, has told the actors already. */
async function laterPublished(trx: Transaction, given: StartedCalculation): Promise<AreaDay[]> {
  const days = daysOf(given.period, given.zone)
  const { rows } = await trx.query<{ grid_area: string; market_day: string }>(
    `select distinct p.grid_area, p.market_day::text as market_day
     from settlement.publication p join settlement.calculation c using (calculation_id)
     where p.version > $1 and p.grid_area = any($2) and p.market_day between $3::date and $4::date and not c.is_internal
     order by 1, 2`,
    [given.version, given.gridAreas, days.at(0)?.day.date, days.at(-1)?.day.date],
  )
  return rows.map((row) => ({ gridArea: row.grid_area, marketDay: row.market_day }))
}
