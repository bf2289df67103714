/** The areas that are settled. */
export const OWN_AREAS = ['801', '802'] as const
/** A grid area that is settled. */
export type OwnArea = (typeof OWN_AREAS)[number]

/** The areas beyond the border. */
export const NEIGHBOUR_AREAS = ['901', '902'] as const

/** Every area, in the order in which their points are numbered. */
export const AREAS = [...NEIGHBOUR_AREAS, ...OWN_AREAS] as const
/** Any area of the example market. */
export type Area = (typeof AREAS)[number]

/** An exchange point: energy flows from one area to the other; `owner` is the area whose company reads the meter. */
export interface ExchangePoint {
  readonly role: 'exchange'
  readonly owner: Area
  readonly fromArea: Area
  readonly toArea: Area
  readonly hourly: boolean
}

/** A point that receives what the balance leaves over: consumption for a loss, production for a negative one. */
export interface LossPoint {
  readonly role: 'grid_loss' | 'system_correction'
  readonly owner: OwnArea
}

/** Points that every market has once, however large it is. */
export type FixedPoint = ExchangePoint | LossPoint

/**
 * The side from which an area is fed, and the side to which it passes on. An area's net exchange keeps its sign on each
 * border in all quarters of an hour: the carry rounding is exact for an hour only then (settlement 1.4: half away from
 * zero is not symmetrical about a change of sign).
 */
export const FEEDING_NEIGHBOUR = { '801': '901', '802': '902' } as const satisfies Record<OwnArea, Area>
/** The neighbour that takes an area's surplus. */
export const TAKING_NEIGHBOUR = { '801': '902', '802': '901' } as const satisfies Record<OwnArea, Area>

/** The fixed points of an area, in the order of their numbers. */
export function fixedPointsOf(area: Area): readonly FixedPoint[] {
  return FIXED_POINTS.filter((point) => point.owner === area)
}

const FIXED_POINTS: readonly FixedPoint[] = [...OWN_AREAS.flatMap(lossPoints), ...borders().flatMap(exchangePoints)]

/** The areas with which an area exchanges energy, in order. */
export function neighboursOf(area: Area): readonly Area[] {
  return AREAS.filter((other) =>
    FIXED_POINTS.some(
      (point) =>
        point.role === 'exchange' &&
        ((point.fromArea === area && point.toArea === other) || (point.fromArea === other && point.toArea === area)),
    ),
  )
}

/** How many points of a market are loss points and exchange points. */
export const FIXED_POINT_COUNT = FIXED_POINTS.length

function lossPoints(owner: OwnArea): LossPoint[] {
  return [
    { role: 'grid_loss', owner },
    { role: 'system_correction', owner },
  ]
}

function borders(): [OwnArea, Area][] {
  return [['801', '802'], ...OWN_AREAS.flatMap((own) => NEIGHBOUR_AREAS.map((other): [OwnArea, Area] => [own, other]))]
}

// A neighbour reads the hourly meter of what leaves us: such a point counts for us though its owner is foreign (settlement 1.2).
function exchangePoints([own, other]: [OwnArea, Area]): ExchangePoint[] {
  return [
    { role: 'exchange', owner: own, fromArea: other, toArea: own, hourly: true },
    { role: 'exchange', owner: own, fromArea: other, toArea: own, hourly: false },
    { role: 'exchange', owner: other, fromArea: own, toArea: other, hourly: true },
    { role: 'exchange', owner: own, fromArea: own, toArea: other, hourly: false },
  ]
}
