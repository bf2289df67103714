import { dateLiteral } from '../../../platform/index.ts'
import { areaList } from '../../models/area-list.ts'

/** Two calculations whose results are held against each other, over what they have in common. */
export interface ComparedScope {
  readonly versionA: bigint
  readonly versionB: bigint
  readonly gridAreas: readonly string[]
  /** market days, half open */
  readonly from: string
  readonly to: string
}

/** Relations of a result table, of either calculation. */
export interface ComparedRelations {
  readonly a: string
  readonly b: string
}

/**
 * FROM clause of the rows of two calculations beside each other, as a and b: a full outer join on the keys, where NULL
 * equals NULL. A row that one side lacks has NULL in all of its columns.
 */
export function besideEachOther(relations: ComparedRelations, scope: ComparedScope, keys: readonly string[]): string {
  const side = (relation: string, version: bigint): string =>
    `(select * from ${relation} as r where calculation_version = ${version} and grid_area in (${areaList(scope.gridAreas)})
      and market_day >= ${dateLiteral(scope.from)} and market_day < ${dateLiteral(scope.to)})`
  const same = [...keys, 'market_day'].map((key) => `b.${key} is not distinct from a.${key}`)
  return `${side(relations.a, scope.versionA)} as a full outer join ${side(relations.b, scope.versionB)} as b on ${same.join(' and ')}`
}

/** The keys of a pair of rows, from whichever side has them. */
export function eitherKey(keys: readonly string[]): string {
  return keys.map((key) => `coalesce(a.${key}, b.${key}) as ${key}`).join(', ')
}
