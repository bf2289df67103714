import { isAccountingType, isChildType, isExchangeType, type MeteringPointType } from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import type { Whom } from './rule.ts'

/** Consumption and production. */
export const ACCOUNTING: Whom = {
  applies: (v) => isAccountingType(v.type),
  english: 'consumption and production',
}

/** Whatever is neither consumption nor production. */
export const NOT_ACCOUNTING: Whom = {
  applies: (v) => !isAccountingType(v.type),
  english: 'neither consumption nor production',
}

/** Every type but exchange. */
export const NOT_EXCHANGE: Whom = {
  applies: (v) => !isExchangeType(v.type),
  english: 'every type but exchange',
}

/** Every type that is coupled to no parent. */
export const NO_CHILD: Whom = {
  applies: (v) => !isChildType(v.type),
  english: 'no child',
}

/** Every type. */
export const EVERY_TYPE: Whom = { applies: () => true, english: 'every type' }

/** Some types by their names. */
export function types(...names: readonly MeteringPointType[]): Whom {
  const set = new Set<string>(names)
  return { applies: (v) => set.has(v.type), english: names.join(', ') }
}

/** Every type but some. */
export function typesBut(...names: readonly MeteringPointType[]): Whom {
  const set = new Set<string>(names)
  return { applies: (v) => !set.has(v.type), english: `every type but ${names.join(', ')}` }
}

/** Those of `whom` of which something else holds too. @param condition it in both languages, as it follows the type */
export function also(
  whom: Whom,
  condition: readonly [english: string, danish: string],
  applies: (values: PointMasterData) => boolean,
): Whom {
  return { applies: (v) => whom.applies(v) && applies(v), english: `${whom.english} ${condition[0]}`, condition }
}
