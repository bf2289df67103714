import {
  inTransaction,
  parquet,
  textLiteral,
  valuesRelation,
  type Engine,
  type Lake,
  type Pool,
} from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import type { MonthlyAmountRow, TotalAmountRow } from '../wholesale/amount-rows.ts'
import { publishedDays } from './calculation-store.ts'
import { resultFiles } from './result-files.ts'

/** What a charge comes to for a supplier in a grid area and month: DKK without VAT, six decimals; null: it has no price at all. */
export type ChargeAmount = Omit<MonthlyAmountRow, 'resolution' | 'quantityUnit' | 'time'>

/** What a supplier comes to in a grid area and month: with an owner what that one settles with it, tax collected included. */
export type TotalAmount = Omit<TotalAmountRow, 'time'>

/** The valid amounts of a month. */
export interface MonthAmounts {
  readonly charges: readonly ChargeAmount[]
  readonly totals: readonly TotalAmount[]
}

/** Which amounts are asked for. */
export interface AmountsQuery {
  readonly type: CalculationType
  /** Market days YYYY-MM-DD of the month, half open. */
  readonly from: string
  readonly to: string
  readonly energySupplierId?: string
}

/** The amounts of every grid area with a published wholesale calculation of the month, each area's from its highest version. */
export async function monthAmounts(
  query: AmountsQuery,
  { pool, lake, engine }: { readonly pool: Pool; readonly lake: Lake; readonly engine: Engine },
): Promise<MonthAmounts> {
  return await inTransaction(
    pool,
    async (trx) => {
      const published = await publishedDays(trx, query)
      const valid = new Map(published.map(({ gridArea, version }) => [gridArea, version]))
      const ids = [...new Set(published.map((day) => day.calculationId))]
      const monthly = await resultFiles(trx, ids, lake, 'monthly_amount_per_charge')
      const totals = await resultFiles(trx, ids, lake, 'total_monthly_amount')
      if (monthly.length === 0 || totals.length === 0) return { charges: [], totals: [] }
      const columns = [
        { name: 'grid_area', type: 'VARCHAR' },
        { name: 'calculation_version', type: 'BIGINT' },
      ] as const
      const from = (files: readonly string[]): string =>
        `${parquet(files)} as m join ${valuesRelation(columns, [...valid])} as v using (grid_area, calculation_version)
        ${query.energySupplierId === undefined ? '' : `where energy_supplier_id = ${textLiteral(query.energySupplierId)}`}`
      const keys = 'grid_area as "gridArea", energy_supplier_id as "energySupplierId"'
      return {
        // Hourly and daily tariffs are one charge to whoever pays it.
        charges: await engine.rows<ChargeAmount & Record<string, unknown>>(
          `select ${keys}, charge_code as "chargeCode", charge_type as "chargeType", charge_owner_id as "chargeOwnerId", is_tax as "isTax",
            cast(sum(amount) as DECIMAL(18,6)) as amount
          from ${from(monthly)} group by all order by grid_area, energy_supplier_id nulls first, charge_owner_id, charge_code, charge_type, is_tax`,
        ),
        totals: await engine.rows<TotalAmount & Record<string, unknown>>(
          `select ${keys}, charge_owner_id as "chargeOwnerId", amount
          from ${from(totals)} order by grid_area, energy_supplier_id nulls first, charge_owner_id nulls first`,
        ),
      }
    },
    { isolation: 'repeatable read' },
  )
}
