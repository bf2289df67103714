import { accepted } from '../../kernel/index.ts'
import type { ActorPeriod, GridAreaPeriod, Stated } from '../../market/index.ts'
import type { MarketUseCases } from '../hub/market.ts'

const DATES = { validFrom: '2026-01-01', validTo: null, recordedSeq: 1n } as const
const AREA: GridAreaPeriod = {
  ...DATES,
  code: '801',
  name: 'Example West',
  priceArea: 'DK1',
  meteredDataResponsibleId: '5790001089030',
  gridAccessProviderId: '5790001089030',
  neighbours: null,
}
const ACTOR: ActorPeriod = { ...DATES, actorId: '5790001089030', name: 'Example', roles: ['delegated'] }

/** A market of one area, one actor and one client, whatever is stated. */
export function exampleMarket(): MarketUseCases {
  const stated: Stated = { recordedSeq: 1n, warnings: [] }
  const state = async () => await Promise.resolve(accepted(stated))
  return {
    listAreas: async () => await Promise.resolve([AREA]),
    readArea: async (code) => await Promise.resolve({ code, periods: [AREA], log: [] }),
    stateArea: state,
    listActors: async () => await Promise.resolve([ACTOR]),
    readActor: async (actorId) => await Promise.resolve({ actorId, periods: [ACTOR], log: [] }),
    stateActor: state,
    listClients: async () => await Promise.resolve([{ clientId: 'a', actorId: ACTOR.actorId, role: 'DEL' }]),
    stateClient: state,
    withdrawClient: async () => {
      await Promise.resolve()
    },
  }
}
