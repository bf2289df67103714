import type { NewPointPeriod, ProcessKind, StatedFields } from '../metering-points/index.ts'
import { fixedInstallationOf, installationOf } from './installation.ts'
import { placeOf } from './layout.ts'
import type { Range } from './layout.ts'
import type { MarketPlan } from './market.ts'
import { pointPeriods } from './master-data.ts'
import { ordinaryPoint } from './ordinary-point.ts'
import type { Area } from './fixed-points.ts'

/** A process of a point, as whoever asks for it would state it. */
export interface PointProcess {
  readonly kind: ProcessKind
  readonly meteringPointId: string
  /** the area whose grid company asks */
  readonly area: Area
  /** market day */
  readonly effectiveDate: string
  readonly stated: StatedFields
}

/**
 * The processes by which the points of a market come to be what they are: each is created with all that the market asks for,
 * supplied, connected, and changed as its statements say. In the order of points, and of each point in the order of its life.
 */
export function* pointLives(
  plan: MarketPlan,
  points: Range = { from: 0, to: plan.layout.count },
): Generator<PointProcess> {
  for (let number = points.from; number < points.to; number += 1) {
    const [first, ...later] = [...pointPeriods(plan, { from: number, to: number + 1 })]
    if (first === undefined) continue
    const { area } = placeOf(plan.layout, number).area
    const process = (kind: ProcessKind, effectiveDate: string, stated: StatedFields = {}): PointProcess => ({
      kind,
      meteringPointId: first.meteringPointId,
      area,
      effectiveDate,
      stated,
    })
    const begun = first.validFrom
    yield process('create', begun, { ...identityOf(first), ...installation(plan, number) })
    if (first.energySupplierId != null) yield process('change_energy_supplier', begun, supplyOf(first))
    if (first.lossRole != null) yield process('assign_loss_role', begun, { lossRole: first.lossRole })
    yield process('connect', begun)
    let before = first
    for (const next of later) {
      yield* changes(before, next, process)
      before = next
    }
  }
}

/** What a statement says of the point itself. */
function identityOf(period: NewPointPeriod): StatedFields {
  const { type, settlementMethod, resolution, gridArea, fromGridArea, toGridArea, product } = period
  return {
    type,
    resolution,
    gridArea,
    unit: 'kWh',
    ...(product == null ? {} : { product }),
    ...(settlementMethod == null ? {} : { settlementMethod }),
    ...(fromGridArea == null ? {} : { fromGridArea }),
    ...(toGridArea == null ? {} : { toGridArea }),
  }
}

function supplyOf({ energySupplierId, balanceResponsibleId }: NewPointPeriod): StatedFields {
  return { energySupplierId: energySupplierId ?? null, balanceResponsibleId: balanceResponsibleId ?? null }
}

function installation(plan: MarketPlan, number: number): StatedFields {
  const place = placeOf(plan.layout, number)
  if (place.fixed !== undefined) return fixedInstallationOf(number, place.fixed)
  return installationOf(number, place.area.area, ordinaryPoint(plan.settings, number, place.rank, plan.days.length))
}

function* changes(
  before: NewPointPeriod,
  next: NewPointPeriod,
  process: (kind: ProcessKind, effectiveDate: string, stated?: StatedFields) => PointProcess,
): Generator<PointProcess> {
  const { validFrom } = next
  if (next.energySupplierId !== before.energySupplierId) {
    yield process('change_energy_supplier', validFrom, supplyOf(next))
  }
  if (next.settlementMethod !== before.settlementMethod && next.settlementMethod != null) {
    yield process('change_settlement_method', validFrom, { settlementMethod: next.settlementMethod })
  }
  if (next.resolution !== before.resolution)
    yield process('change_resolution', validFrom, { resolution: next.resolution })
  if (next.connectionState === 'closed_down') yield process('close_down', validFrom)
}
