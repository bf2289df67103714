import type { ChargeLinkInput, PointPeriodInput, ScenarioInputs } from '../../src/settlement/index.ts'

// Settlement 1.2 and 2.1: who can be charged, and when.

/** A metering point while it is linked to a charge and nothing about it changes. */
export type LinkedSlice = {
  readonly link: ChargeLinkInput
  readonly point: PointPeriodInput
  readonly from: number
  readonly to: number
}

/** Links cut by the periods of their points, as far as both lie in the calculation. */
export function linkedSlices(inputs: ScenarioInputs): LinkedSlice[] {
  const slices: LinkedSlice[] = []
  const points = chargedPoints(inputs)
  for (const link of inputs.charges.links) {
    for (const point of points) {
      if (point.meteringPointId !== link.meteringPointId) continue
      const from = Math.max(link.fromMs, point.fromMs)
      const to = Math.min(link.toMs ?? Infinity, point.toMs ?? Infinity)
      if (from < to) slices.push({ link, point, from, to })
    }
  }
  return slices
}

// Parents as they are; children with the supplier of their parent while both are there. Nobody charges an exchange point.
function chargedPoints({ points, arguments: { gridAreas, period } }: ScenarioInputs): PointPeriodInput[] {
  const charged: PointPeriodInput[] = []
  for (const point of points) {
    if (point.type === 'exchange' || !gridAreas.includes(point.gridArea)) continue
    if (isParent(point)) charged.push(cut(point, period.fromMs, period.toMs))
    else {
      for (const parent of points) {
        if (parent.meteringPointId !== point.parentId || !isParent(parent)) continue
        const part = cut(cut(point, period.fromMs, period.toMs), parent.fromMs, parent.toMs)
        charged.push({ ...part, energySupplierId: parent.energySupplierId })
      }
    }
  }
  return charged
}

function isParent({ type }: PointPeriodInput): boolean {
  return type === 'consumption' || type === 'production'
}

function cut(point: PointPeriodInput, from: number, to: number | null): PointPeriodInput {
  return {
    ...point,
    fromMs: Math.max(point.fromMs, from),
    toMs: Math.min(point.toMs ?? Infinity, to ?? Infinity),
  }
}
