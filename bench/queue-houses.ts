import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hubServer, hubUseCases, listen } from '../src/api/index.ts'
import { queuesOf } from '../src/cli/open-hub.ts'
import { openHubClient } from '../src/cli/open-hub-client.ts'
import type { Supplier } from '../src/cli/open-supplier.ts'
import type { HubClient } from '../src/exchange/index.ts'
import { appendApiClients, dk } from '../src/market/index.ts'
import { documentQueue } from '../src/measurements/index.ts'
import { inTransaction, nextRecordedSeq } from '../src/platform/index.ts'
import { startIssuer } from '../src/sandbox/index.ts'
import { plainOperation } from '../test/plain-operation.ts'
import { openBenchHub, openBenchSupplier, type Hub } from './bench-hub.ts'

const AUDIENCE = 'bench-hub'
const CLIENT = { clientId: 'bench-supplier', clientSecret: 'only here', role: 'energysupplier' }

/** A hub whose API answers, and a supplier with the way to it; two databases, two lakes. */
export interface QueueHouses {
  readonly hub: Hub
  readonly supplier: Supplier
  readonly client: HubClient
  /** Closes everything and removes its files. */
  readonly close: () => Promise<void>
}

/** Opens both, with an issuer whose tokens the hub accepts. @param supplierId whom the supplier's tokens act for */
export async function openQueueHouses(root: string, threads: number, supplierId: string): Promise<QueueHouses> {
  const issuer = await startIssuer({ clients: [CLIENT], audience: AUDIENCE })
  const hub = await openBenchHub({ dataDir: await madeDirectory(root, 'hub'), threads, settings: { bundleSeconds: 0 } })
  await inTransaction(hub.ports.pool, async (trx) => {
    const client = { clientId: CLIENT.clientId, actorId: supplierId, role: 'DDQ' }
    await appendApiClients(trx, [client], await nextRecordedSeq(trx))
  })
  const documents = documentQueue(hub.intake)
  const { objects } = hub.intake
  const server = hubServer({
    issuer: { issuerUrl: issuer.url, audience: AUDIENCE },
    useCases: hubUseCases({
      queue: queuesOf(hub),
      documents,
      decoder: hub.decoders,
      objects,
      operation: plainOperation(hub.ports.pool),
      planning: { ...hub.ports, codeVersion: 'bench' },
    }),
    hubId: dk.operatorId ?? '',
    log: hub.log,
    version: 'bench',
  })
  const listening = await listen(server, { host: '127.0.0.1', port: 0 })
  const supplier = await openBenchSupplier({
    dataDir: await madeDirectory(root, 'supplier'),
    threads,
    settings: {
      hubUrl: listening.url,
      tokenUrl: issuer.tokenUrl,
      clientId: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      scope: `${AUDIENCE}/.default`,
    },
  })
  const client = openHubClient(supplier.config, supplier.ports.clock)
  return {
    hub,
    supplier,
    client,
    close: async () => {
      client.close()
      await listening.close()
      await documents.close()
      await supplier.close()
      await hub.close()
      await issuer.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function madeDirectory(root: string, name: string): Promise<string> {
  const path = join(root, name)
  await mkdir(path, { recursive: true })
  return path
}
