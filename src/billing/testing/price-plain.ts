import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dk } from '../../market/index.ts'
import { parquet, type Engine } from '../../platform/index.ts'
import type { LineType } from '../models/priced-line.ts'
import { priceRelations } from '../pricing/price-relations.ts'
import type { PlainMarket } from './plain-market.ts'
import { plainRelations } from './plain-relations.ts'
import type { PlainPricing } from './reference.ts'

/** Prices a plain market with the models. @param to the first day that is not priced */
export async function pricePlain(market: PlainMarket, to: string, engine: Engine): Promise<PlainPricing> {
  const directory = await mkdtemp(join(tmpdir(), 'gridbook-pricing-'))
  try {
    const relations = await plainRelations(market, engine)
    const files = await priceRelations(relations, { to, directory, zone: dk.zone }, engine)
    if (files === undefined) return { lines: [], faults: [] }
    return {
      lines: (await engine.rows<LineRow>(`select * from ${parquet([files.pricedLine.path])}`)).map(toPlainLine),
      faults: (await engine.rows<FaultRow>(`select * from ${parquet([files.pricingFault.path])}`)).map((row) => ({
        supplyPeriod: row.supply_period_id,
        type: row.line_type,
        chargeId: row.charge_id,
        code: row.code,
        firstMs: Number(row.first_ms),
        slots: Number(row.slots),
      })),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

type LineRow = {
  supply_period_id: number
  line_type: LineType
  charge_id: number | null
  from_day: string
  to_day: string
  factor: number
  quantity: string
  unit_price: string | null
  amount_ore: bigint
  vat: boolean
}
type FaultRow = {
  supply_period_id: number
  line_type: LineType | null
  charge_id: number | null
  code: string
  first_ms: bigint
  slots: bigint
}

const toPlainLine = (row: LineRow): PlainPricing['lines'][number] => ({
  supplyPeriod: row.supply_period_id,
  type: row.line_type,
  chargeId: row.charge_id,
  from: row.from_day,
  to: row.to_day,
  factor: row.factor,
  quantity: BigInt(row.quantity.replace('.', '')),
  unitPrice: row.unit_price === null ? null : BigInt(row.unit_price.replace('.', '')),
  amountOre: row.amount_ore,
  vat: row.vat,
})
