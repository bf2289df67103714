import { auNem } from './au-nem.ts'
import { dk } from './dk.ts'
import type { MarketName, MarketProfile } from './profile.ts'

export { apiClientsAsKnown, appendApiClients, findApiClient } from './api-clients.ts'
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
export type { ActorPeriod, ActorRole, ActorStatement, NewActor } from './actor.ts'
export { actorDirectory, hasRole } from './actor-directory.ts'
export type { ActorDirectory } from './actor-directory.ts'
export { actorsAsKnown, appendActors } from './actor-store.ts'
export { areaDirectory } from './area-directory.ts'
export type { AreaDirectory } from './area-directory.ts'
export type { GridAreaPeriod, GridAreaStatement, NewGridArea } from './grid-area.ts'
export { appendGridAreas, gridAreasAsKnown } from './grid-area-store.ts'
export { actorHistory, gridAreaHistory } from './history.ts'
export type { ActorHistory, GridAreaHistory } from './history.ts'
export { importActors } from './import-actors.ts'
export { importApiClients } from './import-api-clients.ts'
export { importGridAreas } from './import-grid-areas.ts'
export type { Stated } from './record-statements.ts'
export { stateActor } from './state-actor.ts'
export { stateApiClient, withdrawKnownClient } from './state-api-client.ts'
export { stateGridArea } from './state-grid-area.ts'

/** Every profile by its name, as the configuration names it. */
export const profiles: Readonly<Record<MarketName, MarketProfile>> = { dk, 'au-nem': auNem }
