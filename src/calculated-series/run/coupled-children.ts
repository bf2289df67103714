import type { MeteringPointType } from '../../market/index.ts'
import type { Family } from '../family.ts'
import type { DailyEnergy } from '../model.ts'
import type { CoupledEnergy } from '../rules/coupled-energy.ts'

/** Daily energy of a point within a family. */
export type EnergyOf = (familyId: string, pointId: string) => DailyEnergy

/** The readings of a family's children of a type, each while it is coupled. */
export function coupledChildren(
  { parentId, children }: Family,
  type: MeteringPointType,
  energy: EnergyOf,
): CoupledEnergy[] {
  return children
    .filter((child) => child.type === type)
    .map(({ meteringPointId, coupled }) => ({ coupled, energy: energy(parentId, meteringPointId) }))
}
