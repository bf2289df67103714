import { join } from 'node:path'
import type { MarketDay } from '../../kernel/index.ts'
import { dateLiteral, parquet, type Engine } from '../../platform/index.ts'
import { resultResolution } from '../arguments.ts'
import { writeCalendar } from '../calculate-energy.ts'
import { areaList } from '../models/area-list.ts'
import { classSumSql } from '../models/class-sum.ts'
import type { SettledClass } from '../models/columns.ts'
import { settlementGroupSql } from '../models/point-group.ts'
import { chargedEnergySql } from '../wholesale/charged-energy.ts'
import { sumGroupSql, sumPointSql } from '../wholesale/sum-group.ts'
import type { WholesaleRelations } from '../wholesale/wholesale-relations.ts'
import type { ComparedCalculation } from './compared-calculations.ts'
import {
  linkSliceSql,
  pointSetSql,
  slicePieceSql,
  tariffPartSql,
  unitPartSql,
  type PartCharge,
} from './models/amount-part.ts'

/** Which parts are asked for. */
export interface AskedParts extends PartCharge {
  readonly day: MarketDay
  /** of an hourly tariff, counted from 0; undefined: the slot is the day */
  readonly slot: number | undefined
}

/**
 * What makes up the quantity of a slot of a charge, by slice of its links: by the models that a calculation sums with, so
 * the parts add up to what it has summed. @returns relation amount_part
 * @param energyResults energy_result_day of this calculation alone, which has the loss that points are given
 * @param directory the caller's own, for the files of the models; removed by the caller
 */
export async function amountParts(
  calculation: ComparedCalculation,
  relations: WholesaleRelations,
  asked: AskedParts,
  energyResults: string,
  { engine, directory }: { readonly engine: Engine; readonly directory: string },
): Promise<string> {
  const path = (name: string): string => join(directory, `${name}.parquet`)
  const model = async (name: string, sql: string): Promise<string> => {
    await engine.copyTo(sql, path(name))
    return parquet([path(name)])
  }
  const slices = await model('link_slice', linkSliceSql(relations, relations.pointPeriod, asked))
  if (asked.chargeType !== 'tariff') return await model('amount_part', unitPartSql(slices))

  const { day, gridArea, slot } = asked
  const [gridAreas, resolution] = [[gridArea], resultResolution(calculation)]
  const pointPiece = await model('point_piece', slicePieceSql(slices, day))
  const linkSet = await model('link_set', pointSetSql(pointPiece))
  const period = { fromMs: day.startMs, toMs: day.endMs }
  const calendar = await writeCalendar({ ...calculation, period }, pointPiece, engine, { path })
  const grouping = { ...relations, ...calendar, pointPeriod: pointPiece, pointPiece, linkSet }
  const settlementGroup = await model('settlement_group', settlementGroupSql(grouping, gridAreas))
  const groups = { ...grouping, settlementGroup }
  const sumGroup = await model('sum_group', sumGroupSql(groups, gridAreas))
  const pointGroup = await model('sum_point', sumPointSql({ ...groups, sumGroup }, gridAreas))
  const classSum = async (slotClass: SettledClass, all: string): Promise<string> => {
    const readings = `(select * from ${all} as r where r.market_day = ${dateLiteral(day.date)})`
    return await model(`class_sum_${slotClass}`, classSumSql({ ...groups, pointGroup, readings }, slotClass, slotClass))
  }
  const classSum25 = await classSum(25, relations.readingDay25)
  const classSum100 = await classSum(100, relations.readingDay100)
  const charged = { ...groups, sumGroup, classSum25, classSum100, energyResultDay: energyResults }
  const chargedEnergyDay = await model('charged_energy_day', chargedEnergySql(charged, areaList(gridAreas), resolution))
  const { gridLossPoint } = relations
  return await model('amount_part', tariffPartSql({ slices, chargedEnergyDay, linkSet, gridLossPoint }, slot))
}
