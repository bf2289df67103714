import { dateLiteral, parquet } from '../../platform/index.ts'
import type { Engine, WrittenFile } from '../../platform/index.ts'
import { daysOf } from '../../kernel/index.ts'
import { resultResolution } from '../arguments.ts'
import type { CalculationArguments } from '../arguments.ts'
import { findViolations, writeCalendar, written } from '../calculate-energy.ts'
import type { CalculationOutput, EnergyViolation } from '../calculate-energy.ts'
import { areaList } from '../models/area-list.ts'
import { calculationDays, writeCalculationHours } from '../models/calculation-days.ts'
import { classSumSql } from '../models/class-sum.ts'
import { perSlot, perWord, q, RESULT_MASKS } from '../models/columns.ts'
import type { SettledClass } from '../models/columns.ts'
import { energyResultSql } from '../models/energy-result.ts'
import { groupSumSql, quarterSumSql } from '../models/group-sum.ts'
import type { ClassSums } from '../models/group-sum.ts'
import { pointGroupSql, settlementGroupSql } from '../models/point-group.ts'
import { amountCheckSql } from './amount-check.ts'
import type { AmountCheck, CheckedAmounts } from './amount-check.ts'
import { amountPerChargeSql } from './amount-per-charge.ts'
import { AMOUNT_TABLES } from './amount-tables.ts'
import type { AmountTable } from './amount-tables.ts'
import { chargedEnergySql } from './charged-energy.ts'
import { writeLinkSets } from './link-sets.ts'
import { monthlyAmountSql, totalAmountSql } from './monthly-amounts.ts'
import { pointPieceSql } from './point-piece.ts'
import { sumGroupSql, sumPointSql } from './sum-group.ts'
import type { WholesaleRelations } from './wholesale-relations.ts'

/** A wholesale calculation and what it reads. */
export type WholesaleCalculationInput = {
  readonly arguments: CalculationArguments
  readonly version: bigint
  readonly relations: WholesaleRelations
}

/** Amounts of an area that contradict each other. */
export type AmountViolation = { readonly check: AmountCheck; readonly gridArea: string; readonly slots: bigint }

/** Results of a wholesale calculation, and what the checks over them found. */
export type WholesaleCalculationFiles = {
  readonly energyResultDay: WrittenFile
  readonly amounts: Readonly<Record<AmountTable, WrittenFile>>
  readonly violations: readonly (EnergyViolation | AmountViolation)[]
}

/** The models in the order in which they are made, after the calendar; what a calculation reports to who watches it. */
const MODELS = [
  'point_piece',
  'settlement_group',
  'sum_group',
  'sum_point',
  'class_sum_25',
  'class_sum_100',
  'group_sum_day',
  'energy_result_day',
  'charged_energy_day',
  ...AMOUNT_TABLES,
] as const
type ModelName = (typeof MODELS)[number] | 'point_group'

type MakeModel = (name: ModelName, select: string) => Promise<WrittenFile>

function modelsTo(out: CalculationOutput, engine: Engine): MakeModel {
  return async (name, select) => {
    const done = MODELS.findIndex((each) => each === name)
    if (done >= 0) await out.report?.(name, done, MODELS.length)
    return await engine.copyTo(select, out.path(name))
  }
}

/**
 * Computes energy results and amounts of a wholesale calculation (settlement 1 and 2). Points that share a group of energy
 * results and a set of tariffs are summed once, for both. The arguments have been validated.
 * @param out where the file of a table goes
 */
export async function calculateWholesale(
  input: WholesaleCalculationInput,
  engine: Engine,
  out: CalculationOutput,
): Promise<WholesaleCalculationFiles> {
  const { arguments: given, version } = input
  const { gridAreas } = given
  const resolution = resultResolution(given)
  const model = modelsTo(out, engine)
  const sums = await sumOnce(input, engine, out)

  const groupSumDay = await model('group_sum_day', groupSumSql(sums.classSums, resolution))
  const base = { ...sums.relations, groupSumDay: written(groupSumDay) }
  const energyResultDay = await model('energy_result_day', energyResultSql(base, given, version))

  const chargedEnergy = await model(
    'charged_energy_day',
    chargedEnergySql({ ...sums.relations, energyResultDay: written(energyResultDay) }, areaList(gridAreas), resolution),
  )
  const days = calculationDays(given.period, given.zone)
  await writeCalculationHours(days, engine, out.path('calculation_hour'))
  const charged = {
    ...sums.relations,
    chargedEnergyDay: written(chargedEnergy),
    calculationHour: parquet([out.path('calculation_hour')]),
  }
  const dayCount = days.filter((day) => day.periodFromMs === day.startMs && day.periodToMs === day.endMs).length
  const amounts = await writeAmounts(charged, { ...given, version, dayCount }, engine, out)
  const checked = {
    ...charged,
    amountPerChargeDay: written(amounts.amount_per_charge_day),
    monthlyAmount: written(amounts.monthly_amount_per_charge),
    totalAmount: written(amounts.total_monthly_amount),
    period: given.period,
  }
  const violations = [
    ...(await findViolations(written(energyResultDay), given, engine)),
    ...(await findAmountViolations(checked, engine)),
  ]
  return { energyResultDay, amounts, violations }
}

// The one pass over the readings: sums by group of energy results and set of tariffs.
async function sumOnce(
  { arguments: given, relations }: WholesaleCalculationInput,
  engine: Engine,
  out: CalculationOutput,
) {
  const { gridAreas } = given
  const resolution = resultResolution(given)
  const make = modelsTo(out, engine)
  const model = async (name: ModelName, select: string): Promise<string> => written(await make(name, select))
  const pointPiece = await model('point_piece', pointPieceSql(relations))
  const paths = { linkSet: out.path('link_set'), linkSetCharge: out.path('link_set_charge') }
  await writeLinkSets(pointPiece, engine, paths)
  const linked = { pointPiece, linkSet: parquet([paths.linkSet]), linkSetCharge: parquet([paths.linkSetCharge]) }
  // From here on pieces are the point periods: they have the same days, in more rows.
  const calendar = await writeCalendar(given, pointPiece, engine, out)
  const grouping = { ...relations, ...calendar, ...linked, pointPeriod: pointPiece }
  const settlementGroup = await model('settlement_group', settlementGroupSql(grouping, gridAreas))
  const groups = { ...grouping, settlementGroup }
  const sumGroup = await model('sum_group', sumGroupSql(groups, gridAreas))
  const sumPoint = await model('sum_point', sumPointSql({ ...groups, sumGroup }, gridAreas))
  const classSum = async (slotClass: SettledClass, readings: string): Promise<string> => {
    const sums = classSumSql({ ...groups, pointGroup: sumPoint, readings }, slotClass, slotClass)
    return await model(`class_sum_${slotClass}`, `${sums} order by group_id, market_day`)
  }
  const classSum25 = await classSum(25, relations.readingDay25)
  const classSum100 = await classSum(100, relations.readingDay100)
  const classSums: ClassSums = {
    hours: energySums(classSum25, sumGroup, 25),
    // Hourly results need one quality for each point's hour, so quarters become hours before they are summed.
    quarters:
      resolution === 'PT15M'
        ? energySums(classSum100, sumGroup, 100)
        : quarterSumSql(
            { ...groups, pointGroup: await model('point_group', pointGroupSql(groups, gridAreas)) },
            resolution,
          ),
  }
  return { classSums, relations: { ...groups, sumGroup, classSum25, classSum100 } }
}

// Sums by sum group as sums of the groups of energy results: several rows of a group are added up by who reads them.
function energySums(classSum: string, sumGroup: string, slotClass: SettledClass): string {
  return `select s.market_day, g.group_id, ${perSlot(slotClass, (k) => `s.${q(k)}`)}, ${perWord(slotClass, RESULT_MASKS, (column) => `s.${column}`)}
from ${classSum} as s join ${sumGroup} as g on g.sum_group_id = s.group_id where g.group_id is not null`
}

async function writeAmounts(
  relations: Parameters<typeof amountPerChargeSql>[0],
  given: CalculationArguments & { readonly version: bigint; readonly dayCount: number },
  engine: Engine,
  out: CalculationOutput,
): Promise<Record<AmountTable, WrittenFile>> {
  const model = modelsTo(out, engine)
  const firstDay = dateLiteral(daysOf(given.period, given.zone)[0]?.day.date ?? '')
  const perCharge = await model('amount_per_charge_day', amountPerChargeSql(relations, given))
  const monthly = await model('monthly_amount_per_charge', monthlyAmountSql(written(perCharge), firstDay))
  const total = await model('total_monthly_amount', totalAmountSql(written(monthly)))
  return { amount_per_charge_day: perCharge, monthly_amount_per_charge: monthly, total_monthly_amount: total }
}

async function findAmountViolations(relations: CheckedAmounts, engine: Engine): Promise<AmountViolation[]> {
  const rows = await engine.rows<{ check_name: AmountCheck; grid_area: string; slots: bigint }>(
    amountCheckSql(relations),
  )
  return rows.map((row) => ({ check: row.check_name, gridArea: row.grid_area, slots: row.slots }))
}
