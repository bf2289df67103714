import type { Family, FamilyChild } from '../family.ts'
import type { CalculatedDay, StoredDays } from '../model.ts'
import { parentPeriods } from '../parent-periods.ts'
import type { GridEnergy } from '../rules/coupled-energy.ts'
import { annualEstimate, estimatedDays, type AnnualEstimate } from '../rules/net-consumption-estimate.ts'
import { finalDays, settledPeriods } from '../rules/net-consumption-final.ts'
import { coupledChildren, type EnergyOf } from './coupled-children.ts'
import type { SeriesInput } from './open-input.ts'
import type { SeriesResult } from './series-result.ts'

/** Net consumption of group 6 (D15) of some families, estimated or final as the run asks for. */
export async function calculateNetConsumption(
  input: SeriesInput,
  families: readonly Family[],
  first: string,
  last: string,
): Promise<Pick<SeriesResult, 'points' | 'estimates'>> {
  const energy = await input.energy(first, last)
  const targets = families.flatMap(({ children }) => children.filter(isTarget))
  const stored = await input.stored(targets.map(({ meteringPointId }) => meteringPointId))
  const points: SeriesResult['points'][number][] = []
  const estimates: SeriesResult['estimates'][number][] = []
  for (const family of families) {
    const grid = gridEnergyOf(family, energy)
    const estimate = input.run.kind === 'net-consumption-estimate' ? estimateOf(family, input.today, grid) : undefined
    for (const child of family.children.filter(isTarget)) {
      const { meteringPointId, type, coupled } = child
      const before = stored(meteringPointId)
      if (input.run.kind === 'net-consumption-final') {
        points.push({ meteringPointId, type, days: finalOf(family, input.today, grid, child, before) })
      } else if (estimate !== undefined) {
        const days = estimatedDays(estimate.period, input.today, estimate.annual, coupled, before)
        points.push({ meteringPointId, type, days })
        estimates.push({ meteringPointId, ...estimate.annual })
      }
    }
  }
  return { points, estimates }
}

const isTarget = ({ type, isHourly }: FamilyChild): boolean => type === 'net_consumption' && isHourly

type Period = ReturnType<typeof parentPeriods>[number]

function group6Periods({ statements }: Family): Period[] {
  return parentPeriods(statements).filter(({ netSettlementGroup }) => netSettlementGroup === '6')
}

/** The estimate of the period that covers today; undefined when none does. */
function estimateOf(
  family: Family,
  today: number,
  grid: GridEnergy,
): { readonly period: Period; readonly annual: AnnualEstimate } | undefined {
  const period = group6Periods(family).find(({ fromDay, toDay }) => fromDay <= today && today < toDay)
  return period === undefined ? undefined : { period, annual: annualEstimate(period, today, grid) }
}

function finalOf(
  family: Family,
  today: number,
  grid: GridEnergy,
  { coupled }: FamilyChild,
  stored: StoredDays,
): CalculatedDay[] {
  return group6Periods(family)
    .flatMap((period) => settledPeriods(period, today))
    .flatMap((period) => finalDays(period, today, grid, coupled, stored))
}

function gridEnergyOf(family: Family, energy: EnergyOf): GridEnergy {
  return {
    fromGrid: coupledChildren(family, 'consumption_from_grid', energy),
    toGrid: coupledChildren(family, 'supply_to_grid', energy),
  }
}
