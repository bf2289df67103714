import { decimal, roundHalfAway } from '../../platform/index.ts'
import type { LiteralValue } from '../../platform/index.ts'
import { endOf } from './end-of.ts'
import { lineOrder } from './priced-line.ts'

/** Relations that documents are made of. */
export type DocumentRelations = {
  readonly pricedLine: string
  readonly pricingFault: string
  readonly openPeriod: string
}

/**
 * Relation document: an invoice for each contract that has lines and lacks nothing. Grain: ordinal, from 0 in the order of contracts.
 * contract_id, customer_id VARCHAR; from_day, to_day DATE; energy_kwh DECIMAL(18,6); net_ore, vat_base_ore, vat_ore, exempt_ore, vat_lines, exempt_lines BIGINT.
 * VAT is taken once, on the sum of the lines that bear it (datahub 4.4).
 * @param vatRate share as decimal text, at most four decimals
 */
export function documentSql({ pricedLine, pricingFault }: DocumentRelations, vatRate: string): string {
  const vat = `${decimal('vat_base_ore', 30, 0)} * cast('${vatRate}' as DECIMAL(6,4))`
  return `select cast(row_number() over (order by contract_id) - 1 as INTEGER) as ordinal, contract_id, customer_id, from_day, to_day, energy_kwh,
      vat_base_ore + exempt_ore as net_ore, vat_base_ore, cast(${roundHalfAway(vat, 4, 0)} as BIGINT) as vat_ore, exempt_ore, vat_lines, exempt_lines
    from (select l.contract_id, min(l.customer_id) as customer_id, min(l.from_day) as from_day, max(l.to_day) as to_day,
        ${decimal("coalesce(sum(l.quantity) filter (where l.line_type = 'energy'), 0)", 18, 6)} as energy_kwh,
        cast(coalesce(sum(l.amount_ore) filter (where l.vat), 0) as BIGINT) as vat_base_ore,
        cast(coalesce(sum(l.amount_ore) filter (where not l.vat), 0) as BIGINT) as exempt_ore,
        count(*) filter (where l.vat) as vat_lines, count(*) filter (where not l.vat) as exempt_lines
      from ${pricedLine} as l
      where l.contract_id not in (select contract_id from ${pricingFault} as f)
      group by l.contract_id) as d
    order by ordinal`
}

/**
 * Relation document_line: lines of documents as PostgreSQL's COPY reads them, but for the number of the invoice that stands before. Grain:
 * (ordinal, line_number). copy_text VARCHAR.
 */
export function documentLineSql(
  relations: DocumentRelations & { readonly document: string; readonly charge: string; readonly chargePeriod: string },
): string {
  const fields = [
    'line_number',
    'supply_period_id',
    'metering_point_id',
    'line_type',
    'charge_id',
    escaped('charge_code'),
    escaped('charge_owner_id'),
    escaped('description'),
    'from_day',
    'to_day',
    'factor',
    'quantity',
    'unit',
    'unit_price',
    'exact_amount',
    'amount_ore',
    'vat',
  ]
  const text = fields.map((field) => `coalesce(cast(${field} as VARCHAR), '\\N')`).join(` || chr(9) || `)
  return `select ordinal, line_number, ${text} as copy_text
    from (select d.ordinal, l.*, c.code as charge_code, c.owner_id as charge_owner_id,
        coalesce(i.name, case l.line_type when 'energy' then 'Energy' else 'Subscription' end) as description,
        row_number() over (partition by d.ordinal order by ${lineOrder('l')}) as line_number
      from ${relations.document} as d
      join ${relations.pricedLine} as l on l.contract_id = d.contract_id
      left join ${relations.charge} as c on c.charge_id = l.charge_id
      left join ${relations.chargePeriod} as i on i.charge_id = l.charge_id and i.from_day <= l.from_day
        and l.from_day < ${endOf('i')}) as line
    order by ordinal, line_number`
}

/** What COPY would take for the end of a field or a row, or for an escape. */
function escaped(column: string): string {
  const pairs: readonly (readonly [string, LiteralValue])[] = [
    ["'\\'", "'\\\\'"],
    ['chr(9)', "'\\t'"],
    ['chr(10)', "'\\n'"],
    ['chr(13)', "'\\r'"],
  ]
  return pairs.reduce((text, [from, to]) => `replace(${text}, ${from}, ${to})`, column)
}

/**
 * Relation document_part: what the ledger takes of a document. Grain: (ordinal, line_type, metering_point_id). amount_ore BIGINT.
 */
export function documentPartSql({ pricedLine, document }: DocumentRelations & { readonly document: string }): string {
  return `select d.ordinal, l.line_type, l.metering_point_id, cast(sum(l.amount_ore) as BIGINT) as amount_ore
    from ${document} as d join ${pricedLine} as l on l.contract_id = d.contract_id
    group by d.ordinal, l.line_type, l.metering_point_id
    order by d.ordinal, l.line_type, l.metering_point_id`
}

/**
 * Relation document_period: the days that a document bills. Grain: (ordinal, supply_period_id, from_day). metering_point_id VARCHAR; from_day,
 * to_day DATE.
 */
export function documentPeriodSql({ openPeriod, document }: DocumentRelations & { readonly document: string }): string {
  return `select d.ordinal, o.supply_period_id, o.metering_point_id, min(o.from_day) as from_day, max(o.to_day) as to_day
    from ${document} as d join ${openPeriod} as o on o.contract_id = d.contract_id
    group by d.ordinal, o.supply_period_id, o.metering_point_id
    order by d.ordinal, o.supply_period_id`
}
