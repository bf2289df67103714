import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parquet, type Engine } from '../../platform/index.ts'
import { resultResolution, type CalculationArguments } from '../arguments.ts'
import { writeCalendar, type EnergyRelations } from '../calculate-energy.ts'
import { classSumsSql, groupSumSql } from '../models/group-sum.ts'
import { pointSumGroupSql, pointSumPointSql, type PointSums } from './models/point-sum.ts'

/**
 * The exact sums of single points on some days, by the models that a calculation sums groups with: so what points contribute
 * adds up to the sums of the groups, to the last decimal.
 * @param given areas, period and resolution of the sums
 * @param only which points: a relation with metering_point_id; and which days: a relation with market_day
 * @param directory the caller's own, for the files of the models; removed by the caller
 */
export async function pointSums(
  given: CalculationArguments,
  relations: EnergyRelations,
  only: { readonly points: string; readonly days: string },
  { engine, directory }: { readonly engine: Engine; readonly directory: string },
): Promise<PointSums> {
  await mkdir(directory, { recursive: true })
  const path = (name: string): string => join(directory, `${name}.parquet`)
  const onDays = (relation: string): string =>
    `(select * from ${relation} as r where r.market_day in (select market_day from ${only.days} as d))`
  const pointPeriod = `(select * from ${relations.pointPeriod} as p where p.metering_point_id in (select metering_point_id from ${only.points} as o))`
  const ofPoints = { ...relations, pointPeriod }
  const calendar = await writeCalendar(given, ofPoints.pointPeriod, engine, { path })
  const model = async (name: string, sql: string): Promise<string> => {
    await engine.copyTo(sql, path(name))
    return parquet([path(name)])
  }
  const grouping = { ...ofPoints, span: calendar.span }
  const settlementGroup = await model('point_sum_group', pointSumGroupSql(grouping, given.gridAreas))
  const pointGroup = await model('point_group', pointSumPointSql({ ...grouping, settlementGroup }, given.gridAreas))
  const resolution = resultResolution(given)
  const sums = classSumsSql(
    {
      readingDay25: onDays(relations.readingDay25),
      readingDay100: onDays(relations.readingDay100),
      pointGroup,
      spanPart: onDays(calendar.spanPart),
      calculationDay: onDays(calendar.calculationDay),
    },
    resolution,
  )
  return { groupSumDay: await model('point_sum_day', groupSumSql(sums, resolution)), settlementGroup }
}
