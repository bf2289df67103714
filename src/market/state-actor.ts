import type { Finding, MarketZone, Result } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'
import { ALWAYS } from './actor.ts'
import type { ActorStatement, RecordedActor } from './actor.ts'
import { actorFaults } from './actor-rules.ts'
import { appendActors, newestActors } from './actor-store.ts'
import type { MarketProfile } from './profile.ts'
import { stateOne } from './record-statements.ts'
import type { Stated, StatementKind } from './record-statements.ts'

/** Records one statement about an actor, or tells every fault of it. */
export async function stateActor(
  actor: ActorStatement,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<Result<Stated, Finding[]>> {
  return await stateOne(pool, actor, actorKind(profile.zone))
}

/** Statements about actors: one for each actor and day. */
export function actorKind(zone: MarketZone): StatementKind<ActorStatement> {
  return {
    keyOf: ({ actorId, validFrom = ALWAYS }) =>
      validFrom === ALWAYS ? `actor ${actorId}` : `actor ${actorId} from ${validFrom} on`,
    keyField: 'actor_id',
    withdraws: ({ tombstone }) => tombstone === true,
    faults: (actor, where) => actorFaults(actor, zone, where),
    newest: async (trx) => (await newestActors(trx)).map(fromRecorded),
    isSame: (a, b) => textOf(a) === textOf(b),
    append: appendActors,
    doubts: async () => await Promise.resolve([]),
  }
}

function fromRecorded({ actorId, validFrom, values }: RecordedActor): ActorStatement {
  return values === null ? { actorId, validFrom, tombstone: true } : { actorId, validFrom, ...values }
}

function textOf(actor: ActorStatement): string {
  return actor.tombstone === true ? '' : JSON.stringify([actor.name, [...new Set(actor.roles)].toSorted()])
}
