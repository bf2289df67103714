import { parquet, slots, textLiteral, valuesRelation } from '../../platform/index.ts'
import type { PublishedVersion } from '../../settlement/index.ts'
import type { ActorRequest } from '../request.ts'

/** Whose amounts an actor may see (settlement 5.2, "Selection semantics"; 2.6). */
export interface WholesaleView {
  readonly role: 'DDQ' | 'DDM' | 'EZ'
  readonly actorId: string
  readonly systemOperatorId: string
}

// The codes of documents for the words of the tables (settlement 3.2).
const CHARGE_TYPES: Readonly<Record<string, string>> = { D01: 'subscription', D02: 'fee', D03: 'tariff' }

/**
 * Amounts of charges, hour by hour or day by day.
 * Grain: as amount_per_charge_day, of which it has the columns, version as VARCHAR; ordered by all keys and market_day.
 */
export function amountsSql(
  files: readonly string[],
  versions: readonly PublishedVersion[],
  request: ActorRequest,
  view: WholesaleView,
): string {
  const values = ['q', 'p', 'a'].map((letter) => slots(25, (slot) => `${letter}_${slot + 1}`))
  // settlement 2.3: surplus production of group 6 is not shown.
  return `select ${KEYS.map((key) => (key === 'version' ? 'cast(calculation_version as VARCHAR) as version' : key)).join(', ')},
    cast(is_tax as VARCHAR) as tax, market_day, present_0, missing_0, estimated_0, calculated_0, measured_0, ${values.join(', ')}
  from ${ofVersions(files, versions)}
  where ${[...chargeConditions(request, view), `metering_point_type <> 'surplus_production_group_6'`].join(' and ')}
  order by ${KEYS.map((key) => (key === 'version' ? 'calculation_version' : `${key} nulls first`)).join(', ')}, is_tax, market_day`
}

/** What tells one series of amounts from another, beside `tax`. */
export const KEYS = [
  'grid_area',
  'energy_supplier_id',
  'charge_owner_id',
  'charge_type',
  'charge_code',
  'resolution',
  'metering_point_type',
  'settlement_method',
  'quantity_unit',
  'version',
] as const

/** Amounts of charges in the month. Grain: (grid_area, energy_supplier_id, charge_owner_id, charge_type, charge_code, is_tax, resolution). */
export function monthlySql(
  files: readonly string[],
  versions: readonly PublishedVersion[],
  request: ActorRequest,
  view: WholesaleView,
): string {
  return `select grid_area, energy_supplier_id, charge_owner_id, charge_type, charge_code, is_tax, quantity_unit,
    calculation_version as version, amount
  from ${ofVersions(files, versions)} where ${chargeConditions(request, view).join(' and ')}
  order by grid_area, energy_supplier_id, charge_owner_id, charge_type, charge_code, is_tax, resolution`
}

/** Totals of the month. Grain: (grid_area, energy_supplier_id, charge_owner_id), the last NULL for the total of the supplier. */
export function totalsSql(
  files: readonly string[],
  versions: readonly PublishedVersion[],
  request: ActorRequest,
  view: WholesaleView,
): string {
  const owner: Readonly<Record<WholesaleView['role'], string>> = {
    DDQ: 'charge_owner_id is null',
    EZ: `charge_owner_id = ${textLiteral(view.actorId)}`,
    DDM: `charge_owner_id <> ${textLiteral(view.systemOperatorId)}`,
  }
  const asked = view.role === 'DDQ' ? [] : equals('charge_owner_id', request.series.chargeOwnerId)
  return `select grid_area, energy_supplier_id, charge_owner_id, calculation_version as version, amount
  from ${ofVersions(files, versions)}
  where ${[owner[view.role], ...asked, ...equals('energy_supplier_id', supplierOf(request, view))].join(' and ')}
  order by grid_area, energy_supplier_id, charge_owner_id`
}

function ofVersions(files: readonly string[], versions: readonly PublishedVersion[]): string {
  const chosen = valuesRelation(
    [
      { name: 'grid_area', type: 'VARCHAR' },
      { name: 'calculation_version', type: 'BIGINT' },
    ],
    versions.map(({ gridArea, version }) => [gridArea, version]),
  )
  return `${parquet(files)} as r join ${chosen} as v using (grid_area, calculation_version)`
}

function chargeConditions(request: ActorRequest, view: WholesaleView): string[] {
  const operator = textLiteral(view.systemOperatorId)
  const visible: Readonly<Record<WholesaleView['role'], string>> = {
    DDQ: `energy_supplier_id = ${textLiteral(view.actorId)}`,
    EZ: `(charge_owner_id = ${textLiteral(view.actorId)} and not is_tax)`,
    DDM: `(charge_owner_id <> ${operator} or is_tax)`,
  }
  return [
    visible[view.role],
    ...equals('energy_supplier_id', supplierOf(request, view)),
    ...equals('charge_owner_id', request.series.chargeOwnerId),
    ...listedCharges(request),
  ]
}

// Whatever the document says: nobody but the requester himself is looked up.
function supplierOf({ series }: ActorRequest, { role, actorId }: WholesaleView): string | undefined {
  return role === 'DDQ' ? actorId : series.energySupplierId
}

function listedCharges({ series: { charges } }: ActorRequest): string[] {
  if (charges.length === 0) return []
  const listed = charges.map(({ code, type }) => {
    const both = [
      ...equals('charge_code', code),
      ...equals('charge_type', type === undefined ? undefined : (CHARGE_TYPES[type] ?? type)),
    ]
    return both.length === 0 ? 'true' : `(${both.join(' and ')})`
  })
  return [`(${listed.join(' or ')})`]
}

function equals(column: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${column} = ${textLiteral(text)}`]
}
