import {
  chargeTypeCode,
  meteringPointTypeCode,
  settlementMethodCode,
  type ChargeWord,
  type OutgoingWholesale,
  type Party,
} from '../../exchange/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'
import type { ColumnSet } from '../../platform/index.ts'
import { amountPoints } from './announced-amount-points.ts'
import { dayRuns } from './announced-days.ts'
import type { WholesaleProcess } from './announced-process.ts'
import type { StartedCalculation } from './calculation-store.ts'

/** Which amounts are told, and who settles charges with suppliers. */
export interface AnnouncedOf {
  readonly given: StartedCalculation
  readonly process: WholesaleProcess
  readonly gridArea: string
  /** undefined: nobody is told what the grid area's owner would be */
  readonly gridOwnerId: string | undefined
  readonly systemOperatorId: string | undefined
}

const CHARGE_KEYS = ['energy_supplier_id', 'charge_type', 'charge_code', 'charge_owner_id', 'owner_side'] as const
const DAY_KEYS = [...CHARGE_KEYS, 'is_tax', 'resolution', 'metering_point_type', 'settlement_method'] as const

/** The rows of announcedAmountsSql as documents: a series goes to the supplier and to who settles the charge with it. */
export function announcedAmounts(set: ColumnSet, of: AnnouncedOf): OutgoingWholesale[] {
  const chargeOf = chargeReader(set, of)
  const [types, methods, resolutions] = [
    set.text('metering_point_type'),
    set.text('settlement_method'),
    set.text('resolution'),
  ]
  const points = amountPoints(set)
  return dayRuns(set, DAY_KEYS, of.given.zone).map((run) => {
    const { first, fromMs, toMs } = run
    const method = methods[first] as SettlementMethod | null
    return {
      ...chargeOf(first),
      meteringPointType: meteringPointTypeCode(types[first] as MeteringPointType),
      ...(method === null ? {} : { settlementMethod: settlementMethodCode(method) }),
      resolution: resolutions[first] === 'PT1H' ? 'PT1H' : 'P1D',
      fromMs,
      toMs,
      points: points(run),
    }
  })
}

/** The rows of announcedMonthlySql as documents, for the same receivers. */
export function announcedMonthly(set: ColumnSet, of: AnnouncedOf): OutgoingWholesale[] {
  const chargeOf = chargeReader(set, of)
  const month = monthReader(set, of)
  return Array.from({ length: set.rowCount }, (_, row) => ({ ...chargeOf(row), ...month(row) }))
}

/** The rows of announcedTotalsSql as documents, each for its one receiver. */
export function announcedTotals(set: ColumnSet, of: AnnouncedOf): OutgoingWholesale[] {
  const [suppliers, roles] = [set.text('energy_supplier_id'), set.text('to_role')]
  const month = monthReader(set, of)
  return Array.from({ length: set.rowCount }, (_, row) => {
    const energySupplierId = suppliers[row] ?? ''
    const role = roles[row]
    const receivers = role === 'DDQ' ? [supplierOf(energySupplierId)] : ownerSide(role, of)
    // All charges together are counted in no unit; the document requires one (datahub 2.4).
    return { ...headOf(of), receivers, energySupplierId, unit: 'KWH' as const, ...month(row) }
  })
}

type Head = Pick<OutgoingWholesale, 'processType' | 'settlementVersion' | 'calculationVersion' | 'gridArea'>

function headOf({ process, given, gridArea }: AnnouncedOf): Head {
  return { ...process, calculationVersion: given.version, gridArea }
}

type Charge = Head & Pick<OutgoingWholesale, 'receivers' | 'energySupplierId' | 'charge' | 'unit'>

/** Reads what a row says of its charge. */
function chargeReader(set: ColumnSet, of: AnnouncedOf): (row: number) => Charge {
  const [suppliers, types, codes, owners, sides] = CHARGE_KEYS.map((key) => set.text(key))
  const units = set.text('quantity_unit')
  return (row) => {
    const energySupplierId = suppliers?.[row] ?? ''
    return {
      ...headOf(of),
      receivers: [supplierOf(energySupplierId), ...ownerSide(sides?.[row], of)],
      energySupplierId,
      charge: {
        code: codes?.[row] ?? '',
        type: chargeTypeCode(types?.[row] as ChargeWord),
        ownerId: owners?.[row] ?? '',
      },
      unit: units[row] === 'kWh' ? 'KWH' : 'H87',
    }
  }
}

/** Reads the amount of a row as the one position of its month, without a quality (settlement 1.6). */
function monthReader(
  set: ColumnSet,
  { given: { period } }: AnnouncedOf,
): (row: number) => Pick<OutgoingWholesale, 'resolution' | 'fromMs' | 'toMs' | 'points'> {
  const [amounts, isKnown] = [set.int64('amount'), set.presence('amount')]
  return (row) => {
    const amount = isKnown(row) ? amounts[row] : undefined
    return {
      resolution: 'P1M',
      fromMs: period.fromMs,
      toMs: period.toMs,
      points: [{ position: 1, quantity: undefined, price: undefined, amount, quality: undefined }],
    }
  }
}

function supplierOf(actorId: string): Party {
  return { actorId, role: 'DDQ' }
}

/** Who settles a charge with the supplier: the system operator, or the grid area's owner where it is known. */
function ownerSide(role: string | null | undefined, { gridOwnerId, systemOperatorId }: AnnouncedOf): Party[] {
  if (role === 'EZ') return systemOperatorId === undefined ? [] : [{ actorId: systemOperatorId, role }]
  return gridOwnerId === undefined ? [] : [{ actorId: gridOwnerId, role: 'DDM' }]
}
