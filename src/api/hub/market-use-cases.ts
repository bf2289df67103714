import { GridbookError, type Clock } from '../../kernel/index.ts'
import {
  actorHistory,
  actorsAsKnown,
  apiClientsAsKnown,
  gridAreaHistory,
  gridAreasAsKnown,
  stateActor,
  stateApiClient,
  stateGridArea,
  withdrawKnownClient,
  type MarketProfile,
} from '../../market/index.ts'
import { inTransaction, type Pool, type Transaction } from '../../platform/index.ts'
import type { MarketUseCases } from './market.ts'

/** What they work on. */
export interface MarketPorts {
  readonly pool: Pool
  readonly profile: MarketProfile
  readonly clock: Clock
}

/** The use cases over the market room. */
export function marketUseCases(ports: MarketPorts): MarketUseCases {
  const { pool, profile, clock } = ports
  const read = async <T>(work: (trx: Transaction) => Promise<T>): Promise<T> =>
    await inTransaction(pool, work, { readOnly: true })
  return {
    listAreas: async ({ after, ...page }) =>
      await read((trx) => gridAreasAsKnown(trx, { ...page, after: after && { code: after.key, ...after } })),
    readArea: async (code, atSeq) => found(await read((trx) => gridAreaHistory(trx, code, atSeq)), `grid area ${code}`),
    stateArea: async (area) => await stateGridArea(area, ports),
    listActors: async ({ after, ...page }) =>
      await read((trx) => actorsAsKnown(trx, { ...page, after: after && { actorId: after.key, ...after } })),
    readActor: async (actorId, atSeq) =>
      found(await read((trx) => actorHistory(trx, actorId, atSeq)), `actor ${actorId}`),
    stateActor: async (actor) => await stateActor(actor, ports),
    listClients: async (page) => await apiClientsAsKnown(pool, page),
    stateClient: async (client) => await stateApiClient(client, { pool, profile, today: clock.today(profile.zone) }),
    withdrawClient: async (clientId) => {
      found(await withdrawKnownClient(pool, clientId), `client ${clientId}`)
    },
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new GridbookError('NOT_FOUND', `there is no ${what}`)
  return value
}
