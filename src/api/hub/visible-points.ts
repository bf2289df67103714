import { gridAreasAsKnown } from '../../market/index.ts'
import type { AskedFilter, PointFilter, PointView } from '../../metering-points/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { Viewer } from './point-search.ts'

/** What somebody may see: all points, those of some areas, or those that a supplier has on the day that is asked for. */
export type Sight =
  | { readonly kind: 'all' }
  | { readonly kind: 'areas'; readonly gridAreas: readonly string[] }
  | { readonly kind: 'supplied'; readonly energySupplierId: string }

/**
 * What an actor sees in a role. A grid company sees what lies in the areas that are its own on the day: as DDM those to
 * whose grid it gives access, as MDR those whose readings it delivers.
 */
export async function sightOf(trx: Transaction, { actorId, role }: Viewer, day: string): Promise<Sight> {
  if (role === 'DDQ') return { kind: 'supplied', energySupplierId: actorId }
  if (role !== 'DDM' && role !== 'MDR') return { kind: 'all' }
  const areas = await gridAreasAsKnown(trx, { asOf: day })
  const own = areas.filter(
    (area) => (role === 'DDM' ? area.gridAccessProviderId : area.meteredDataResponsibleId) === actorId,
  )
  return { kind: 'areas', gridAreas: own.map(({ code }) => code) }
}

/** A filter that finds nothing that may not be seen; undefined: nothing that it finds may be. */
export function narrowed<Filter extends AskedFilter | PointFilter>(filter: Filter, sight: Sight): Filter | undefined {
  if (sight.kind === 'supplied') {
    const { energySupplierId } = sight
    return (filter.energySupplierId ?? energySupplierId) === energySupplierId
      ? { ...filter, energySupplierId }
      : undefined
  }
  if (sight.kind === 'all') return filter
  const gridAreas = sight.gridAreas.filter((code) => filter.gridAreas?.includes(code) !== false)
  return gridAreas.length === 0 ? undefined : { ...filter, gridAreas }
}

/**
 * As much of a point as may be seen; undefined: nothing. A supplier sees the point on a day on which it supplies it, or its
 * parent, and of its periods those of its supply.
 */
export function seenOf(view: PointView, sight: Sight): PointView | undefined {
  const { version, periods, parent } = view
  if (sight.kind === 'all') return view
  if (sight.kind === 'areas') {
    // Where nothing holds on the day, it is the company that has the point before or after.
    const areas = version === null ? periods.map(({ gridArea }) => gridArea) : [version.values.gridArea]
    return areas.some((code) => sight.gridAreas.includes(code)) ? view : undefined
  }
  const isSupplied = (point: { readonly energySupplierId: string | null } | undefined | null): boolean =>
    point?.energySupplierId === sight.energySupplierId
  if (!isSupplied(version?.values) && !isSupplied(parent)) return undefined
  return { ...view, periods: periods.filter(isSupplied) }
}
