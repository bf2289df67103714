import { isAccountingType, isChildType, isExchangeType } from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import type { Whom } from './rule.ts'

/** Consumption and production. */
export const ACCOUNTING: Whom = {
  applies: (v) => isAccountingType(v.type),
  english: 'consumption and production',
  danish: 'forbrug og produktion',
}

/** Whatever is neither consumption nor production. */
export const NOT_ACCOUNTING: Whom = {
  applies: (v) => !isAccountingType(v.type),
  english: 'neither consumption nor production',
  danish: 'hverken forbrug eller produktion',
}

/** Every type but exchange. */
export const NOT_EXCHANGE: Whom = {
  applies: (v) => !isExchangeType(v.type),
  english: 'every type but exchange',
  danish: 'alle typer undtagen udveksling',
}

/** Every type that is coupled to no parent. */
export const NO_CHILD: Whom = {
  applies: (v) => !isChildType(v.type),
  english: 'no child',
  danish: 'ikke et child-målepunkt',
}

/** Some types by their names. @param danish how a sentence names them */
export function types(names: readonly string[], danish: string): Whom {
  const set = new Set(names)
  return { applies: (v) => set.has(v.type), english: names.join(', '), danish }
}

/** Every type but some. */
export function typesBut(names: readonly string[], danish: string): Whom {
  const set = new Set(names)
  return { applies: (v) => !set.has(v.type), english: `every type but ${names.join(', ')}`, danish }
}

/** Those of `whom` of which something else holds too. */
export function also(whom: Whom, english: string, danish: string, applies: (values: PointMasterData) => boolean): Whom {
  return {
    applies: (v) => whom.applies(v) && applies(v),
    english: `${whom.english} ${english}`,
    danish: `${whom.danish} ${danish}`,
  }
}

/** Whether the point has an asset to set off: a net settlement group other than 0 is stated. */
export function hasGroup({ netSettlementGroup }: PointMasterData): boolean {
  return netSettlementGroup !== null && netSettlementGroup !== '0'
}
