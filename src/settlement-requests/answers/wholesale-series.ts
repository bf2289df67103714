import {
  has,
  NO_QUALITY,
  QUALITIES,
  QUALITY_BIT,
  slotCount,
  unionOfQualities,
  messagedQuality,
} from '../../kernel/index.ts'
import type { MarketZone, Period, QualitySet } from '../../kernel/index.ts'
import type { ColumnSet } from '../../platform/index.ts'
import { dayRuns, type DayRun, type PublishedVersion } from '../../settlement/index.ts'
import type { ActorRequest } from '../request.ts'
import { settlementVersionOf } from './processes.ts'
import type { AnsweredCharge, ChargeAmounts, MonthlyAmount, MonthlyTotal, WholesalePoint } from './wholesale-answer.ts'
import { KEYS } from './wholesale-sql.ts'

/** What the series of one answer have in common. */
export interface SeriesHead {
  readonly request: ActorRequest
  readonly period: Period
  readonly zone: MarketZone
  readonly versions: readonly PublishedVersion[]
}

type Common = Omit<
  MonthlyTotal,
  'kind' | 'gridArea' | 'energySupplierId' | 'fromMs' | 'toMs' | 'chargeOwnerId' | 'amountMicroDkk'
>

function common({ request, versions }: SeriesHead, version: bigint): Common {
  const type = versions.find((one) => one.version === version)?.type
  const settlementVersion = type === undefined ? undefined : settlementVersionOf(type)
  return {
    receiver: request.requester,
    relatedMessageId: request.messageId,
    originalTransactionId: request.series.transactionId,
    processType: settlementVersion === undefined ? 'D05' : 'D32',
    ...(settlementVersion === undefined ? {} : { settlementVersion }),
    calculationVersion: version,
  }
}

/** Rows of amountsSql as series, divided where days lack. */
export function chargeAmounts(set: ColumnSet, head: SeriesHead): ChargeAmounts[] {
  const names = [...KEYS, 'tax'] as const
  const columns = Object.fromEntries(names.map((name) => [name, set.text(name)])) as Record<
    (typeof names)[number],
    (string | null)[]
  >
  const points = pointsReader(set)
  return dayRuns(set, names, head.zone).map((run) => {
    const at = (name: (typeof names)[number]): string => columns[name][run.first] ?? ''
    const charge = chargeOf(at('charge_code'), at('charge_type'), at('charge_owner_id'))
    const resolution = at('resolution') === 'PT1H' ? 'PT1H' : 'P1D'
    return {
      kind: 'amount_per_charge',
      ...common(head, BigInt(at('version'))),
      gridArea: at('grid_area'),
      energySupplierId: at('energy_supplier_id'),
      charge,
      isTax: at('tax') === 'true',
      meteringPointType: at('metering_point_type'),
      ...(at('settlement_method') === '' ? {} : { settlementMethod: at('settlement_method') }),
      unit: at('quantity_unit') === 'kWh' ? 'kWh' : 'pcs',
      resolution,
      fromMs: run.fromMs,
      toMs: run.toMs,
      points: points(run, resolution, charge.type),
    }
  })
}

function chargeOf(code: string, type: string, ownerId: string): AnsweredCharge {
  return { code, type: type as AnsweredCharge['type'], ownerId }
}

type PointsReader = (run: DayRun, resolution: 'PT1H' | 'P1D', type: AnsweredCharge['type']) => WholesalePoint[]

function pointsReader(set: ColumnSet): PointsReader {
  const present = set.int64('present_0')
  const masks = QUALITIES.map((quality) => ({ bit: QUALITY_BIT[quality], words: set.int64(`${quality}_0`) }))
  const column = (letter: string, slot: number) => {
    const values = set.int64(`${letter}_${slot + 1}`)
    const isPresent = set.presence(`${letter}_${slot + 1}`)
    return (row: number): bigint | undefined => (isPresent(row) ? values[row] : undefined)
  }
  const slots = Array.from({ length: 25 }, (_, slot) => ({
    quantity: column('q', slot),
    price: column('p', slot),
    amount: column('a', slot),
  }))
  return ({ rows }, resolution, type) => {
    const points: WholesalePoint[] = []
    let before = 0
    for (const { row, day } of rows) {
      const count = resolution === 'P1D' ? 1 : slotCount(day, 'PT1H')
      const mask = [Number(present[row] ?? 0n)]
      for (let slot = 0; slot < count; slot += 1) {
        const read = slots[slot]
        if (read === undefined || !has(mask, slot)) continue
        let qualities: QualitySet = NO_QUALITY
        for (const { bit, words } of masks) {
          if (has([Number(words[row] ?? 0n)], slot)) qualities = unionOfQualities(qualities, bit)
        }
        const priceMicroDkk = read.price(row)
        const amountMicroDkk = read.amount(row)
        points.push({
          position: before + slot + 1,
          quantityMilli: read.quantity(row) ?? 0n,
          ...(priceMicroDkk === undefined ? {} : { priceMicroDkk }),
          ...(amountMicroDkk === undefined ? {} : { amountMicroDkk }),
          quality: qualityOf(type, priceMicroDkk !== undefined, qualities),
        })
      }
      before += count
    }
    return points
  }
}

// settlement 1.6, "Wholesale translation".
function qualityOf(type: AnsweredCharge['type'], hasPrice: boolean, set: QualitySet): WholesalePoint['quality'] {
  if (!hasPrice) return 'missing'
  if (type !== 'tariff') return 'calculated'
  const { name } = messagedQuality(set)
  if (name === 'Missing' || name === 'NotAvailable') return 'missing'
  return name === 'Incomplete' ? 'incomplete' : 'calculated'
}

/** Columns of monthlySql: decimals as text with six places. */
export interface MonthlyRow extends Record<string, unknown> {
  readonly grid_area: string
  readonly energy_supplier_id: string
  readonly charge_owner_id: string
  readonly charge_type: string
  readonly charge_code: string
  readonly is_tax: boolean
  readonly quantity_unit: string
  readonly version: bigint
  readonly amount: string | null
}

/** Rows of monthlySql as series of one amount. */
export function monthlyAmounts(rows: readonly MonthlyRow[], head: SeriesHead): MonthlyAmount[] {
  return rows.map((row) => ({
    kind: 'monthly_amount_per_charge',
    ...common(head, row.version),
    ...head.period,
    gridArea: row.grid_area,
    energySupplierId: row.energy_supplier_id,
    charge: chargeOf(row.charge_code, row.charge_type, row.charge_owner_id),
    isTax: row.is_tax,
    unit: row.quantity_unit === 'kWh' ? 'kWh' : 'pcs',
    ...amountOf(row.amount),
  }))
}

/** Columns of totalsSql. */
export interface TotalRow extends Record<string, unknown> {
  readonly grid_area: string
  readonly energy_supplier_id: string
  readonly charge_owner_id: string | null
  readonly version: bigint
  readonly amount: string | null
}

/** Rows of totalsSql as series of one amount. */
export function monthlyTotals(rows: readonly TotalRow[], head: SeriesHead): MonthlyTotal[] {
  return rows.map((row) => ({
    kind: 'total_monthly_amount',
    ...common(head, row.version),
    ...head.period,
    gridArea: row.grid_area,
    energySupplierId: row.energy_supplier_id,
    ...(row.charge_owner_id === null ? {} : { chargeOwnerId: row.charge_owner_id }),
    ...amountOf(row.amount),
  }))
}

// The engine gives DECIMAL(18,6) as text with all six places.
function amountOf(text: string | null): { readonly amountMicroDkk?: bigint } {
  return text === null ? {} : { amountMicroDkk: BigInt(text.replace('.', '')) }
}
