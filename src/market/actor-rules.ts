import type { Finding, MarketZone, Where } from '../kernel/index.ts'
import { ACTOR_ROLES } from './actor.ts'
import type { ActorStatement } from './actor.ts'
import { actorIdFault, emptyFault, validFromFault, wordFault } from './field-faults.ts'

/** Everything for which a statement about an actor is refused. */
export function actorFaults(actor: ActorStatement, zone: MarketZone, where: Where): Finding[] {
  const faults = [
    ...emptyFault(actor.actorId, where, 'actor_id'),
    ...actorIdFault(actor.actorId, where, 'actor_id'),
    ...validFromFault(actor.validFrom ?? '', zone, where),
  ]
  if (actor.tombstone === true) return faults
  // An actor ceases to act on a day; that it never acted is more likely forgotten roles.
  const forgotten = actor.validFrom === undefined ? emptyFault(actor.roles.join(' '), where, 'roles') : []
  return [
    ...faults,
    ...emptyFault(actor.name, where, 'name'),
    ...forgotten,
    ...actor.roles.flatMap((role) => wordFault(role, ACTOR_ROLES, where, 'roles')),
  ]
}
