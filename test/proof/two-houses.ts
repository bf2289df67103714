import { hubServer, hubUseCases, listen } from '../../src/api/index.ts'
import {
  hubClient,
  takeDocument,
  tokenSource,
  type HubClient,
  type HubClientOptions,
  type MessageHandler,
  type Party,
  type QueuePorts,
} from '../../src/exchange/index.ts'
import { glnWithCheckDigit } from '../../src/kernel/index.ts'
import { appendApiClients, dk } from '../../src/market/index.ts'
import { documentQueue, forwardDeliveries, rsm012Handler, type ImportPorts } from '../../src/measurements/index.ts'
import type { NewPointPeriod } from '../../src/metering-points/index.ts'
import { createLog, inTransaction, nextRecordedSeq, systemClock } from '../../src/platform/index.ts'
import { rsm014Handler, rsm019Handler } from '../../src/reconciliation/index.ts'
import { startIssuer } from '../../src/sandbox/index.ts'
import { rejectionHandlers } from '../../src/settlement-requests/index.ts'
import { openTestIntake, type TestIntake } from '../intake-ports.ts'
import { settlementDesks } from '../settlement-desks.ts'
import { GRID_COMPANY, recordMasterData } from '../reading-documents.ts'

/** Our supplier in its role, and the other one. */
export const SUPPLIER: Party = { actorId: glnWithCheckDigit(1), role: 'DDQ' }
export const OTHER_SUPPLIER = glnWithCheckDigit(2)

/** Where documents are posted to. */
export const POST_PATH = '/v1.0/cim/notifyvalidatedmeasuredata'

const AUDIENCE = 'hub'
/** Those who may call the hub, by their ids. */
const CLIENTS = {
  meters: { role: 'metereddataresponsible', actorId: GRID_COMPANY, market: 'MDR' },
  supplier: { role: 'energysupplier', actorId: SUPPLIER.actorId, market: 'DDQ' },
  other: { role: 'energysupplier', actorId: OTHER_SUPPLIER, market: 'DDQ' },
} as const

/** Who calls the hub. */
export type CallerId = keyof typeof CLIENTS

/** A hub that answers HTTP and a supplier, each with a database and a lake of its own, in this process. */
export interface TwoHouses {
  readonly hub: TestIntake
  readonly supplier: TestIntake
  readonly hubUrl: string
  readonly queue: QueuePorts
  readonly supplierIntake: ImportPorts
  readonly handlers: readonly MessageHandler[]
  /** A client of the hub; `url` leads to it. */
  readonly clientOf: (id: CallerId, url: string, options?: Partial<HubClientOptions>) => HubClient
  /** Settings under which a program is our supplier, on its database; `url` leads to the hub. */
  readonly supplierSettings: (url: string) => Readonly<Record<string, string>>
  /** A bearer token of a client. */
  readonly tokenOf: (id: CallerId) => Promise<string>
  readonly close: () => Promise<void>
}

/** Opens both houses. @param hubPoints metering points as the hub knows them @param ownPoints as the supplier does */
export async function openTwoHouses(
  hubPoints: readonly NewPointPeriod[],
  ownPoints: readonly NewPointPeriod[],
): Promise<TwoHouses> {
  const [hub, supplier] = await Promise.all([openTestIntake(), openTestIntake()])
  await Promise.all([recordMasterData(hub.pool, hubPoints), recordMasterData(supplier.pool, ownPoints)])
  await inTransaction(hub.pool, async (trx) => {
    const known = Object.entries(CLIENTS).map(([clientId, { actorId, market }]) => ({
      clientId,
      actorId,
      role: market,
    }))
    await appendApiClients(trx, known, await nextRecordedSeq(trx))
  })
  const issuer = await startIssuer({
    audience: AUDIENCE,
    clients: Object.entries(CLIENTS).map(([clientId, { role }]) => ({ clientId, role, clientSecret: 'secret' })),
  })
  const queue: QueuePorts = {
    pool: hub.pool,
    zone: dk.zone,
    clock: hub.ports.clock,
    sender: { actorId: dk.operatorId ?? '', role: 'DGL' },
    bundleAgeMs: 0,
  }
  const documents = documentQueue({ ...hub.ports, alongside: forwardDeliveries(hub.ports) })
  const { objects, take } = hub.ports
  const server = hubServer({
    issuer: { issuerUrl: issuer.url, audience: AUDIENCE },
    useCases: hubUseCases({
      queue,
      documents,
      decoder: { take },
      objects,
      ...settlementDesks(hub),
    }),
    hubId: dk.operatorId ?? '',
    log: createLog('silent'),
    version: '0.0.0',
  })
  const listening = await listen(server, { host: '127.0.0.1', port: 0 })
  const supplierIntake: ImportPorts = {
    ...supplier.ports,
    responsibleFor: async () => () => dk.operatorId,
    take: async (bytes) => takeDocument(bytes, { profile: dk, allowCalculated: true }),
  }
  const tokensOf = (clientId: CallerId): ReturnType<typeof tokenSource> =>
    tokenSource({
      tokenUrl: issuer.tokenUrl,
      clientId,
      clientSecret: 'secret',
      scope: `${AUDIENCE}/.default`,
      clock: systemClock,
    })
  const clients: HubClient[] = []
  return {
    hub,
    supplier,
    hubUrl: listening.url,
    queue,
    supplierIntake,
    handlers: [
      rsm012Handler(supplierIntake),
      ...[rsm014Handler, rsm019Handler].map((handler) => handler({ pool: supplier.pool, zone: dk.zone })),
      ...rejectionHandlers(supplier),
    ],
    clientOf: (id, url, options = {}) => {
      const client = hubClient({ baseUrl: url, tokens: tokensOf(id), ...options })
      clients.push(client)
      return client
    },
    supplierSettings: (url) => ({
      GRIDBOOK_ROLE: 'supplier',
      GRIDBOOK_ACTOR_ID: SUPPLIER.actorId,
      GRIDBOOK_DATABASE_URL: supplier.url,
      GRIDBOOK_HUB_URL: url,
      GRIDBOOK_TOKEN_URL: issuer.tokenUrl,
      GRIDBOOK_CLIENT_ID: 'supplier',
      GRIDBOOK_CLIENT_SECRET: 'secret',
      GRIDBOOK_SCOPE: `${AUDIENCE}/.default`,
    }),
    tokenOf: async (id) => await tokensOf(id).token(),
    close: async () => {
      for (const client of clients) client.close()
      await listening.close()
      await documents.close()
      await issuer.stop()
      await Promise.all([hub.close(), supplier.close()])
    },
  }
}
