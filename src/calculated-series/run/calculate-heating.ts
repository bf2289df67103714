import type { Family, FamilyChild } from '../family.ts'
import type { DailyEnergy } from '../model.ts'
import { joinedPeriods, parentPeriods } from '../parent-periods.ts'
import { changedDays } from '../rules/changed-days.ts'
import { anyCovers } from '../rules/day-span.ts'
import { heatedPeriods, heatingDays, type HeatingReadings } from '../rules/electrical-heating.ts'
import { hourlyOverlap, type OverlapHour } from '../rules/hourly-overlap.ts'
import { coupledChildren, type EnergyOf } from './coupled-children.ts'
import type { SeriesInput } from './open-input.ts'
import type { PointDays } from './series-result.ts'

/** Electrical heating (D14) of some families: the days whose value or settlement type is not the stored one. */
export async function calculateHeating(
  input: SeriesInput,
  families: readonly Family[],
  first: string,
  last: string,
): Promise<PointDays[]> {
  const energy = await input.energy(first, last)
  const overlaps = await overlapsOf(input, families, first, last)
  const targets = families.flatMap(({ children }) => children.filter(isTarget))
  const stored = await input.stored(targets.map(({ meteringPointId }) => meteringPointId))
  return families.flatMap((family) => {
    const readings = readingsOf(family, energy, overlaps.get(family.parentId) ?? new Map())
    return family.children.filter(isTarget).map(({ meteringPointId, type, coupled }) => {
      const days = periodsOf(family).flatMap((heated) =>
        heatedPeriods(heated, input.today).flatMap((period) =>
          heatingDays({ netSettlementGroup: heated.netSettlementGroup, period }, input.today, readings, coupled),
        ),
      )
      return { meteringPointId, type, days: changedDays(days, stored(meteringPointId)) }
    })
  })
}

const isTarget = ({ type, isHourly }: FamilyChild): boolean => type === 'electrical_heating' && isHourly

/** Supply periods, cut where the group or the settlement month changes. */
function periodsOf({ statements }: Family): ReturnType<typeof parentPeriods> {
  return joinedPeriods(
    parentPeriods(statements),
    (before, after) =>
      after.beginsSupply ||
      before.netSettlementGroup !== after.netSettlementGroup ||
      before.settlementMonth !== after.settlementMonth,
  )
}

function readingsOf(family: Family, energy: EnergyOf, overlap: DailyEnergy): HeatingReadings {
  return {
    consumption: energy(family.parentId, family.parentId),
    netConsumption: coupledChildren(family, 'net_consumption', energy),
    fromGrid: coupledChildren(family, 'consumption_from_grid', energy),
    toGrid: coupledChildren(family, 'supply_to_grid', energy),
    hourlyOverlap: overlap,
  }
}

/** By family, what D06 and D07 had in the same hours, for families that are in group 2 at any time. */
async function overlapsOf(
  input: SeriesInput,
  families: readonly Family[],
  first: string,
  last: string,
): Promise<Map<string, DailyEnergy>> {
  const children = new Map(
    families.flatMap(({ parentId, children: ofFamily }) =>
      ofFamily.map((child) => [`${parentId} ${child.meteringPointId}`, child] as const),
    ),
  )
  const byFamily = new Map<string, OverlapHour[]>()
  for await (const { familyId, meteringPointId, day, hours } of input.hours(first, last)) {
    const child = children.get(`${familyId} ${meteringPointId}`)
    if (child === undefined || !anyCovers(child.coupled, day)) continue
    const list = byFamily.get(familyId) ?? []
    byFamily.set(familyId, list)
    const isFromGrid = child.type === 'consumption_from_grid'
    for (const { startMs, microKwh } of hours) list.push({ day, startMs, isFromGrid, microKwh })
  }
  return new Map([...byFamily].map(([familyId, hours]) => [familyId, hourlyOverlap(hours)]))
}
