import { perSlot, q } from '../models/columns.ts'
import { a, AMOUNT_DAY_KEYS, AMOUNT_MASKS, AMOUNT_SLOTS, AMOUNT_VALUES, p } from './amount-columns.ts'
import { tariffAmountCtes } from './tariff-amounts.ts'
import type { TariffRelations } from './tariff-amounts.ts'
import { unitAmountCtes } from './unit-amounts.ts'
import type { UnitRelations } from './unit-amounts.ts'

/** What the model is told beside its relations. */
export type AmountSettings = {
  readonly gridAreas: readonly string[]
  /** whole market days of the calculation's period */
  readonly dayCount: number
  readonly version: bigint
}

/** Model amount_per_charge_day: its grain and columns are in amount-tables.ts (settlement 2.3). */
export function amountPerChargeSql(
  relations: TariffRelations & UnitRelations,
  { gridAreas, dayCount, version }: AmountSettings,
): string {
  return `with ${tariffAmountCtes(relations)},
${unitAmountCtes(relations, gridAreas, dayCount)},
amount as (select * from tariff_amount union all select * from unit_amount)
select cast(${version} as BIGINT) as calculation_version, x.grid_area, x.energy_supplier_id, c.charge_code, c.charge_type, c.charge_owner_id,
  x.is_tax, x.resolution, x.metering_point_type, x.settlement_method, x.quantity_unit, x.market_day, ${AMOUNT_MASKS.join(', ')},
  ${perSlot(AMOUNT_SLOTS, (k) => `cast(x.${q(k)} as DECIMAL(18,3)) as ${q(k)}`)},
  ${[p, a].map((column) => perSlot(AMOUNT_SLOTS, (k) => `cast(x.${column(k)} as DECIMAL(18,6)) as ${column(k)}`)).join(',\n  ')}
from (select charge_no, is_tax, resolution, grid_area, energy_supplier_id, metering_point_type, settlement_method, quantity_unit, market_day,
  ${AMOUNT_MASKS.join(', ')}, ${AMOUNT_VALUES} from amount) as x
join ${relations.charge} as c on c.charge_no = x.charge_no
order by ${AMOUNT_DAY_KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
}
