import { decimal, parquet, textLiteral } from '../../platform/index.ts'
import { AMOUNT_MASKS, AMOUNT_VALUES } from '../wholesale/amount-columns.ts'
import type { StartedCalculation } from './calculation-store.ts'

/** Which results of a calculation are meant. */
export interface AmountsOf {
  /** of the table */
  readonly files: readonly string[]
  readonly given: StartedCalculation
  readonly gridArea: string
  /** who owns charges as the system operator; its charges that are no tax are between it and the supplier */
  readonly systemOperatorId: string | undefined
}

/** Suppliers in the order of their ids, both included. */
export interface SupplierSpan {
  readonly first: string
  readonly last: string
}

// settlement 2.6: taxes, and all that is not the system operator's own, are settled with the grid area's owner (DDM).
function ownerSide({ systemOperatorId }: AmountsOf, isTax: string): string {
  const owns = `charge_owner_id = ${textLiteral(systemOperatorId ?? '')}`
  return `case when ${owns} and not ${isTax} then 'EZ' else 'DDM' end as owner_side`
}

function own({ files, given, gridArea }: AmountsOf): string {
  return `${parquet(files)} as r where calculation_version = ${given.version} and grid_area = ${textLiteral(gridArea)}
    and energy_supplier_id is not null`
}

// settlement 2.3: surplus production of group 6 is in no public result.
const SHOWN = `metering_point_type <> 'surplus_production_group_6'`

/** How many rows of amount_per_charge_day each supplier has. Grain: energy_supplier_id. */
export function supplierRowsSql(of: AmountsOf): string {
  return `select energy_supplier_id, count(*) as row_count from ${own(of)} and ${SHOWN}
  group by energy_supplier_id order by energy_supplier_id`
}

/**
 * Amounts of charges by the hour and day of some suppliers. Grain: that of amount_per_charge_day; owner_side is the role of
 * who settles the charge with the supplier. Values, masks and NULL as there.
 */
export function announcedAmountsSql(of: AmountsOf, { first, last }: SupplierSpan): string {
  return `select energy_supplier_id, charge_type, charge_code, charge_owner_id, cast(is_tax as VARCHAR) as is_tax, resolution,
    metering_point_type, settlement_method, ${ownerSide(of, 'is_tax')}, quantity_unit, market_day,
    ${AMOUNT_MASKS.join(', ')}, ${AMOUNT_VALUES}
  from ${own(of)} and ${SHOWN} and energy_supplier_id between ${textLiteral(first)} and ${textLiteral(last)}
  order by energy_supplier_id, charge_type, charge_code, charge_owner_id, is_tax, resolution, metering_point_type,
    settlement_method nulls first, market_day`
}

/**
 * What each charge comes to in the month (settlement 2.4). Grain: (energy_supplier_id, charge_type, charge_code,
 * charge_owner_id, owner_side). amount NULL: no part of it has one. A receiver is told one amount for a charge, so hourly
 * and daily parts are summed.
 */
export function announcedMonthlySql(of: AmountsOf): string {
  return `select energy_supplier_id, charge_type, charge_code, charge_owner_id, ${ownerSide(of, 'is_tax')}, quantity_unit,
    ${decimal('sum(amount)', 18, 6)} as amount
  from ${own(of)}
  group by energy_supplier_id, charge_type, charge_code, charge_owner_id, owner_side, quantity_unit
  order by energy_supplier_id, charge_type, charge_code, charge_owner_id, owner_side`
}

/**
 * What all charges come to in the month (settlement 2.5). Grain: (energy_supplier_id, charge_owner_id). to_role is the role
 * of who is told: DDQ the supplier, of the total without an owner; EZ the system operator, of its own; else DDM.
 */
export function announcedTotalsSql(of: AmountsOf): string {
  const owns = `charge_owner_id = ${textLiteral(of.systemOperatorId ?? '')}`
  return `select energy_supplier_id, amount,
    case when charge_owner_id is null then 'DDQ' when ${owns} then 'EZ' else 'DDM' end as to_role
  from ${own(of)} order by energy_supplier_id, charge_owner_id nulls first`
}
