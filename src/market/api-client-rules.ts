import { finding } from '../kernel/index.ts'
import type { Finding, Where } from '../kernel/index.ts'
import type { ActorPeriod, ActorRole } from './actor.ts'
import type { ApiClient } from './api-clients.ts'
import { actorIdFault, emptyFault, wordFault } from './field-faults.ts'
import type { MarketProfile } from './profile.ts'

/** The role of an actor that each market role stands for in which a client can act (datahub 1.1, 2.13). */
const ROLE_OF_CODE: Readonly<Record<string, ActorRole | 'operator'>> = {
  DDQ: 'energy_supplier',
  DDM: 'grid_access_provider',
  MDR: 'metered_data_responsible',
  DDK: 'balance_responsible',
  EZ: 'system_operator',
  DEL: 'delegated',
  STS: 'danish_energy_agency',
  DGL: 'operator',
}

/** Everything for which a client of the token issuer is refused whatever else is known. */
export function apiClientFaults({ clientId, actorId, role }: ApiClient, where: Where): Finding[] {
  return [
    ...emptyFault(clientId, where, 'client_id'),
    ...emptyFault(actorId, where, 'actor_id'),
    ...actorIdFault(actorId, where, 'actor_id'),
    ...emptyFault(role, where, 'role'),
    ...(role === '' ? [] : wordFault(role, Object.keys(ROLE_OF_CODE), where, 'role')),
  ]
}

/**
 * That the actor does not have the role that its client would act in, on any day from today on: a credential has one role
 * of its actor (datahub 1.1). The operator of the hub is named by the profile. Nothing when the role is none at all.
 */
export function missingRoleFault(
  { actorId, role }: ApiClient,
  {
    actors,
    profile,
    today,
  }: { readonly actors: readonly ActorPeriod[]; readonly profile: MarketProfile; readonly today: string },
  where: Where,
): Finding[] {
  const needed = Object.hasOwn(ROLE_OF_CODE, role) ? ROLE_OF_CODE[role] : undefined
  if (needed === undefined) return []
  const place = { ...where, field: 'role' }
  if (needed === 'operator') {
    if (actorId === profile.operatorId) return []
    return [finding('ACTOR_ROLE_UNKNOWN', `${actorId} is not the operator of the hub`, place)]
  }
  const has = actors.some(
    (period) =>
      period.actorId === actorId &&
      period.roles.includes(needed) &&
      (period.validTo === null || period.validTo > today),
  )
  if (has) return []
  return [finding('ACTOR_ROLE_UNKNOWN', `${actorId} is known as ${needed} (${role}) on no day from ${today} on`, place)]
}
