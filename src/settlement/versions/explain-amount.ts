import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { statedPrice } from '../../charges/index.ts'
import { daysOf, formatInstant, GridbookError, marketDayOf, slotOf, type MarketDay } from '../../kernel/index.ts'
import { dateLiteral, inTransaction, parquet, textLiteral } from '../../platform/index.ts'
import { openWholesaleRelations } from '../run/calculation-input.ts'
import { resultFiles, type ResultTableName } from '../run/result-files.ts'
import { slotsOfAmount, type AmountDay, type AmountRow } from '../wholesale/amount-rows.ts'
import type { WholesaleRelations } from '../wholesale/wholesale-relations.ts'
import { sumOfParts, topParts, type AmountPart } from './amount-part-rows.ts'
import { amountParts } from './amount-parts.ts'
import type { ComparisonPorts } from './compare-calculations.ts'
import { calculationOf, type ComparedCalculation } from './compared-calculations.ts'
import { followAmount, type FollowedAmount, type PriceBasis } from './follow-amount.ts'

/** One slot of a charge in a grid area. */
export interface AskedAmount {
  readonly chargeCode: string
  readonly chargeOwnerId: string
  readonly gridArea: string
  /** undefined: of every supplier */
  readonly energySupplierId: string | undefined
  /** The first instant of the slot, epoch milliseconds. */
  readonly atMs: number
}

/** A stored amount, and all that it follows from. */
export interface ExplainedAmount extends FollowedAmount {
  /** The parts that give most. */
  readonly top: readonly AmountPart[]
}

/** The amounts of a slot, one for each supplier, type and method of points, and type of charge. */
export interface ExplainedAmounts {
  readonly calculation: ComparedCalculation
  readonly marketDay: string
  readonly amounts: readonly ExplainedAmount[]
}

/**
 * Walks the amounts of one slot of a charge back to the links, the energy of their points, the messages that brought it, and
 * the statement of the price, as known at the number that the calculation read up to. What is explained equals what is
 * stored; that is asserted.
 * @param reference id or version of the calculation; @param limit parts of each amount that are shown
 * @throws GridbookError NOT_FOUND, NOT_CALCULATED when the calculation has no such slot
 */
export async function explainAmount(
  reference: string,
  asked: AskedAmount,
  limit: number,
  ports: ComparisonPorts,
): Promise<ExplainedAmounts> {
  const directory = join(ports.scratch, `explanation-${randomUUID()}`)
  try {
    const results = await openResults(reference, ports)
    const { calculation } = results
    const day = marketDayOf(asked.atMs, ports.zone)
    const rows = await storedRows(results, asked, day, ports)
    if (rows.length === 0) throw notCalculated(calculation, asked)
    const input = { ...calculation, atSeq: calculation.inputSeq }
    const { charges, ...energy } = await openWholesaleRelations(input, directory, ports)
    const opened = { ...results, day, relations: { ...energy, ...charges } }
    const amounts: ExplainedAmount[] = []
    // One owner may have charges of several types under one code.
    for (const [chargeType, ofType] of Map.groupBy(rows, (row) => row.chargeType)) {
      const own = join(directory, chargeType)
      await mkdir(own)
      amounts.push(...(await explainRows(ofType, asked, opened, { directory: own, limit }, ports)))
    }
    return { calculation, marketDay: day.date, amounts }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Results {
  readonly calculation: ComparedCalculation
  /** energy_result_day and amount_per_charge_day of the calculation alone; undefined: its type has none */
  readonly energy: string
  readonly amounts: string | undefined
}

async function openResults(reference: string, { pool, lake, zone }: ComparisonPorts): Promise<Results> {
  return await inTransaction(
    pool,
    async (trx) => {
      const calculation = await calculationOf(trx, reference, zone)
      const of = async (table: ResultTableName): Promise<string | undefined> => {
        const files = await resultFiles(trx, [calculation.calculationId], lake, table)
        if (files.length === 0) return undefined
        return `(select * from ${parquet(files)} as r where calculation_version = ${calculation.version})`
      }
      return { calculation, energy: (await of('energy_result_day')) ?? '', amounts: await of('amount_per_charge_day') }
    },
    { isolation: 'repeatable read' },
  )
}

async function storedRows(
  { amounts }: Results,
  { chargeCode, chargeOwnerId, gridArea, energySupplierId, atMs }: AskedAmount,
  day: MarketDay,
  { engine, zone }: ComparisonPorts,
): Promise<AmountRow[]> {
  if (amounts === undefined) return []
  const supplier = energySupplierId === undefined ? '' : `and energy_supplier_id = ${textLiteral(energySupplierId)}`
  const days = await engine.rows<AmountDay>(
    `select * from ${amounts} as r where market_day = ${dateLiteral(day.date)} and charge_code = ${textLiteral(chargeCode)}
       and charge_owner_id = ${textLiteral(chargeOwnerId)} and grid_area = ${textLiteral(gridArea)} ${supplier}
     order by charge_type, energy_supplier_id nulls first, metering_point_type, settlement_method nulls first`,
  )
  return days.flatMap((row) => slotsOfAmount(row, zone)).filter(({ time }) => time === formatInstant(atMs))
}

function notCalculated({ calculationId }: ComparedCalculation, asked: AskedAmount): GridbookError {
  const { chargeCode, chargeOwnerId, gridArea, energySupplierId, atMs } = asked
  const whose = energySupplierId === undefined ? '' : ` and supplier ${energySupplierId}`
  const name = `charge ${chargeCode} of ${chargeOwnerId} in grid area ${gridArea}${whose}`
  const message = `calculation ${calculationId} has no amount of ${name} that begins at ${formatInstant(atMs)}`
  return new GridbookError('NOT_CALCULATED', message)
}

interface Opened extends Results {
  readonly day: MarketDay
  readonly relations: WholesaleRelations
}

/** Rows of one charge: they have one resolution and one price. */
async function explainRows(
  rows: readonly AmountRow[],
  { atMs }: AskedAmount,
  { calculation, energy, day, relations }: Opened,
  { directory, limit }: { readonly directory: string; readonly limit: number },
  ports: ComparisonPorts,
): Promise<ExplainedAmount[]> {
  const [first] = rows
  if (first === undefined) return []
  const { engine } = ports
  const slot = first.resolution === 'PT1H' ? slotOf(day, 'PT1H', atMs) : undefined
  const asked = { ...first, atMs, day, slot }
  const parts = await amountParts(calculation, relations, asked, energy, { engine, directory })
  const price = await priceOf(calculation, first, { day, hour: slot ?? 0 }, ports)
  const at = { marketDay: day.date, inputSeq: calculation.inputSeq, limit, directory }
  const explained: ExplainedAmount[] = []
  for (const row of rows) {
    const sum = await sumOfParts(parts, row, engine)
    explained.push({ ...followAmount(row, sum, price), top: await topParts(parts, row, at, ports) })
  }
  return explained
}

async function priceOf(
  { period, inputSeq }: ComparedCalculation,
  { chargeType, chargeCode, chargeOwnerId }: AmountRow,
  at: { readonly day: MarketDay; readonly hour: number },
  { pool, zone }: ComparisonPorts,
): Promise<PriceBasis | undefined> {
  const charge = { ownerId: chargeOwnerId, code: chargeCode, type: chargeType }
  const carriedFrom = marketDayOf(period.fromMs, zone).date
  const stated = await inTransaction(
    pool,
    async (trx) => await statedPrice(trx, { charge, ...at, carriedFrom, atSeq: inputSeq }),
    { isolation: 'repeatable read', readOnly: true },
  )
  if (stated === undefined) return undefined
  return { stated, dividedByDays: chargeType === 'subscription' ? daysOf(period, zone).length : undefined }
}
