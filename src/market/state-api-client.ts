import { refused } from '../kernel/index.ts'
import type { Finding, Result } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import { actorsAsKnown } from './actor-store.ts'
import { apiClientFaults, missingRoleFault } from './api-client-rules.ts'
import { apiClientsAsKnown, appendApiClients, findApiClient, withdrawApiClient } from './api-clients.ts'
import type { ApiClient } from './api-clients.ts'
import { lockMarket } from './lock-market.ts'
import type { MarketProfile } from './profile.ts'
import { stateOne } from './record-statements.ts'
import type { Candidate, Stated, StatementKind } from './record-statements.ts'

/** What clients are held against. */
export interface ApiClientPorts {
  readonly pool: Pool
  readonly profile: MarketProfile
  /** market day: roles that ended before it do not count */
  readonly today: string
}

/** Records for whom a client acts, or tells every fault of it; one whose actor lacks the role is refused. */
export async function stateApiClient(client: ApiClient, ports: ApiClientPorts): Promise<Result<Stated, Finding[]>> {
  const actors = await inTransaction(ports.pool, (trx) => actorsAsKnown(trx, { actorId: client.actorId }))
  const missing = missingRoleFault(client, { ...ports, actors }, {})
  if (missing.length > 0) return refused([...apiClientFaults(client, {}), ...missing])
  return await stateOne(ports.pool, client, apiClientKind(ports))
}

/** Withdraws a client: its next request is refused. @returns the commit; undefined when it is unknown or withdrawn already */
export async function withdrawKnownClient(pool: Pool, clientId: string): Promise<bigint | undefined> {
  return await inTransaction(pool, async (trx) => {
    await lockMarket(trx)
    if ((await findApiClient(trx, clientId)) === undefined) return undefined
    const seq = await nextRecordedSeq(trx)
    await withdrawApiClient(trx, clientId, seq)
    return seq
  })
}

/** Statements about clients of the token issuer: one for each client. */
export function apiClientKind(ports: Omit<ApiClientPorts, 'pool'>): StatementKind<ApiClient> {
  return {
    keyOf: ({ clientId }) => clientId,
    keyField: 'client_id',
    withdraws: () => false,
    faults: apiClientFaults,
    newest: apiClientsAsKnown,
    isSame: (a, b) => a.actorId === b.actorId && a.role === b.role,
    append: appendApiClients,
    // Actors and clients come in files of their own, and a role may be imported after the client that acts in it.
    doubts: (trx, candidates) => roleDoubts(trx, candidates, ports),
  }
}

async function roleDoubts(
  trx: Transaction,
  candidates: readonly Candidate<ApiClient>[],
  ports: Omit<ApiClientPorts, 'pool'>,
): Promise<Finding[]> {
  const actors = await actorsAsKnown(trx)
  return candidates
    .flatMap(({ statement, where }) => missingRoleFault(statement, { ...ports, actors }, where))
    .map((found) => ({ ...found, severity: 'warning' }))
}
