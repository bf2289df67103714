import type { ActorPeriod, ActorRole } from './actor.ts'
import { isInForce } from './in-force.ts'

/** Actors in memory, for rules that ask for many. */
export type ActorDirectory = {
  /** Whether the actor has the role on a market day. */
  readonly hasRoleOn: (actorId: string, role: ActorRole, day: string) => boolean
  /** Whether anything is known of the actor on a market day, be it that it has no role. */
  readonly isKnownOn: (actorId: string, day: string) => boolean
}

/** A directory of periods as actorsAsKnown gives them; of any order. */
export function actorDirectory(actors: readonly ActorPeriod[]): ActorDirectory {
  const byId = Map.groupBy(actors, ({ actorId }) => actorId)
  return {
    hasRoleOn: (actorId, role, day) => hasRole(byId.get(actorId) ?? [], actorId, role, day),
    isKnownOn: (actorId, day) => byId.get(actorId)?.some((period) => isInForce(period, day)) === true,
  }
}

/** Whether one of these actors has the role on a market day; actorDirectory answers sooner where many are asked for. */
export function hasRole(actors: readonly ActorPeriod[], actorId: string, role: ActorRole, day: string): boolean {
  return actors.some((period) => period.actorId === actorId && period.roles.includes(role) && isInForce(period, day))
}
