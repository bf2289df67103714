import {
  isAccountingType,
  isChildType,
  isExchangeType,
  METERING_POINT_TYPES,
  type MeteringPointType,
} from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import type { Whom } from './rule.ts'

/** The types for which something holds, with its words. */
function typesWhich(holds: (type: MeteringPointType) => boolean, english: string): Whom {
  const set = new Set<string>(METERING_POINT_TYPES.filter((type) => holds(type)))
  return { types: set, applies: (v) => set.has(v.type), english }
}

/** Consumption and production. */
export const ACCOUNTING = typesWhich(isAccountingType, 'consumption and production')

/** Whatever is neither consumption nor production. */
export const NOT_ACCOUNTING = typesWhich((type) => !isAccountingType(type), 'neither consumption nor production')

/** Every type but exchange. */
export const NOT_EXCHANGE = typesWhich((type) => !isExchangeType(type), 'every type but exchange')

/** Every type that is coupled to no parent. */
export const NO_CHILD = typesWhich((type) => !isChildType(type), 'no child')

/** Every type. */
export const EVERY_TYPE: Whom = { applies: () => true, english: 'every type' }

/** Some types by their names. */
export function types(...names: readonly MeteringPointType[]): Whom {
  return typesWhich((type) => names.includes(type), names.join(', '))
}

/** Every type but some. */
export function typesBut(...names: readonly MeteringPointType[]): Whom {
  return typesWhich((type) => !names.includes(type), `every type but ${names.join(', ')}`)
}

/** Those of `whom` of which something else holds too. @param condition it in both languages, as it follows the type */
export function also(
  whom: Whom,
  condition: readonly [english: string, danish: string],
  applies: (values: PointMasterData) => boolean,
): Whom {
  return {
    types: whom.types,
    applies: (v) => whom.applies(v) && applies(v),
    english: `${whom.english} ${condition[0]}`,
    condition,
  }
}
