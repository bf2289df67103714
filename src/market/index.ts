import { auNem } from './au-nem.ts'
import { dk } from './dk.ts'
import type { MarketName, MarketProfile } from './profile.ts'

export { appendApiClients, findApiClient } from './api-clients.ts'
export type { ApiClient } from './api-clients.ts'
export { auNem } from './au-nem.ts'
export { dk } from './dk.ts'
export type { MarketName, MarketProfile } from './profile.ts'
export {
  canBeChildOf,
  canCarryCharges,
  isAccountingType,
  isChildType,
  isExchangeType,
  isMeteringPointType,
  isParentType,
  isWholesaleType,
  METERING_POINT_TYPES,
} from './metering-point-type.ts'
export type { Coupling, MeteringPointType } from './metering-point-type.ts'
export { isMeteringMethod, isSettlementMethod, METERING_METHODS, SETTLEMENT_METHODS } from './settlement-method.ts'
export type { MeteringMethod, SettlementMethod } from './settlement-method.ts'
export { weekday } from './danish-holidays.ts'
export { isWorkingDay, workingDayAfter } from './working-days.ts'
export { importActors, importApiClients } from './import-parties.ts'
export { actorsAsKnown, appendActors, appendGridAreas, gridAreasAsKnown, lockMarket } from './store.ts'
export type { Actor, GridAreaPeriod, NewActor, NewGridArea } from './store.ts'

/** Every profile by its name, as the configuration names it. */
export const profiles: Readonly<Record<MarketName, MarketProfile>> = { dk, 'au-nem': auNem }
