import { dateLiteral, parquet } from '../../platform/index.ts'
import { EngineError } from '../../platform/index.ts'
import type { Engine, WrittenFile } from '../../platform/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { chargeDaySql, chargeRunSql } from '../models/charge-day.ts'
import { marketDays, writeCalendar } from '../models/calendar.ts'
import { feeLineSql, feeSql, ownSubscriptionLineSql, subscriptionLineSql, subscriptionSql } from '../models/day-line.ts'
import { energyLineSql, tariffLineSql } from '../models/energy-line.ts'
import { energySumSql } from '../models/energy-sum.ts'
import { energyUseSql } from '../models/energy-use.ts'
import { pricedLineSql } from '../models/priced-line.ts'
import { vectorDaySql, vectorSql } from '../models/price-vector.ts'
import { pricingFaultSql } from '../models/pricing-fault.ts'
import { readingGapSql } from '../models/reading-gap.ts'
import type { PriceScale } from '../models/scales.ts'
import { segmentChargeSql } from '../models/segment-charge.ts'
import { segmentSql } from '../models/segment.ts'
import { spotDaySql, spotFitsSixSql } from '../models/spot-day.ts'
import type { PricingRelations, With } from './relations.ts'

/** Files of a pricing: the lines, what could not be priced, and the open days that they are made of. */
export interface PricedFiles {
  readonly openPeriod: WrittenFile
  readonly pricedLine: WrittenFile
  readonly pricingFault: WrittenFile
}

/** A pricing with the relations that it went through, for checks and explanations. */
export interface Pricing {
  readonly files: PricedFiles
  readonly relations: PricedRelations
}

/** All relations of a pricing, by name. */
export type PricedRelations = With<
  | 'calendar'
  | 'openPeriod'
  | 'spotDay'
  | 'chargeDay'
  | 'chargeRun'
  | 'vector'
  | 'segment'
  | 'segmentCharge'
  | 'pricedLine'
  | 'pricingFault'
>

/** What is priced: relations that hold every day in [from, to), and open periods within it. */
export interface PricingInput {
  readonly relations: PricingRelations
  /** relation open_period, written before, since its days say what the others have to hold */
  readonly openPeriod: WrittenFile
  /** market days, half open */
  readonly from: string
  readonly to: string
  readonly zone: MarketZone
  /** of a period that lacks readings the days without a gap are priced */
  readonly withoutMissing?: boolean | undefined
}

/**
 * Prices every quarter-hour of every open day with every linked charge (datahub 4.1, 4.4, 4.5). Every model is one SELECT into one
 * file, in a stated order, so the same input gives the same bytes.
 * @param path where the file of a relation goes
 */
export async function priceLines(
  { relations, openPeriod, from, to, zone, withoutMissing = false }: PricingInput,
  engine: Engine,
  path: (name: string) => string,
): Promise<Pricing> {
  const write = async (name: string, select: string): Promise<string> => {
    const file = await engine.copyTo(select, path(name))
    return parquet([file.path])
  }
  const days = marketDays(from, to, zone)
  const calendarFile = await writeCalendar(days, zone, engine, path('calendar'))
  const start = { ...relations, openPeriod: parquet([openPeriod.path]), calendar: parquet([calendarFile.path]) }
  const spotDay = await write('spot_day', spotDaySql(start))
  const chargeDay = await write('charge_day', chargeDaySql(start))
  const chargeRun = await write('charge_run', chargeRunSql({ ...start, chargeDay }))
  const prices = { ...start, spotDay, chargeDay, chargeRun }
  const vector = await write('vector', vectorSql(prices))
  const scale = await priceScale(spotFitsSixSql(prices), engine)
  const vectorDay = await write('vector_day', vectorDaySql({ ...prices, vector }, scale))
  const segment = await write('segment', segmentSql({ ...prices, vector }))
  const segmentCharge = await write('segment_charge', segmentChargeSql({ ...prices, vector, segment }))
  const segments = { ...prices, vector, vectorDay, segment, segmentCharge }
  const energyUse = await write('energy_use', energyUseSql(segments))
  const energySum = await sumEnergy({ ...segments, energyUse }, { from, to, engine, path })
  const energy = { ...segments, energyUse, energySum }
  const readingGap = await write('reading_gap', readingGapSql(energy))
  const subscription = await write('subscription', subscriptionSql(energy))
  const fee = await write('fee', feeSql(energy))
  const all = { ...energy, readingGap, subscription, fee }
  const pricingFault = await engine.copyTo(pricingFaultSql(all), path('pricing_fault'))
  const lines = [
    energyLineSql(all, scale),
    tariffLineSql(all, scale),
    subscriptionLineSql(all),
    ownSubscriptionLineSql(all),
    feeLineSql(all),
  ]
  const faults = { ...all, pricingFault: parquet([pricingFault.path]) }
  const pricedLine = await engine.copyTo(pricedLineSql(faults, lines, { withoutMissing }), path('priced_line'))
  return {
    files: { openPeriod, pricingFault, pricedLine },
    relations: { ...faults, pricedLine: parquet([pricedLine.path]) },
  }
}

async function priceScale(fits: string, engine: Engine): Promise<PriceScale> {
  const [row] = await engine.rows<{ fits: boolean }>(fits)
  return row?.fits === false ? 9 : 6
}

/** In 64 bits, which the engine guards against overflow; where a reading or a price is too large for them, in 128. */
async function sumEnergy(
  relations: Parameters<typeof energySumSql>[0],
  o: { readonly from: string; readonly to: string; readonly engine: Engine; readonly path: (name: string) => string },
): Promise<string> {
  const days = { first: dateLiteral(o.from), last: dateLiteral(o.to) }
  const path = o.path('energy_sum')
  try {
    await o.engine.copyTo(energySumSql(relations, 'narrow', days), path)
  } catch (error) {
    if (!(error instanceof EngineError && /overflow|out of range/i.test(error.message))) throw error
    await o.engine.copyTo(energySumSql(relations, 'wide', days), path)
  }
  return parquet([path])
}
