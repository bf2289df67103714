import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startIssuer } from '../issuer/start-issuer.ts'
import { startDropReadingProxy } from '../proxy/drop-reading.ts'
import type { DropReadingProxy, DroppedReading } from '../proxy/drop-reading.ts'
import { AUDIENCES, demoClients } from './demo-clients.ts'
import type { DemoClient } from './demo-clients.ts'
import { settleHub, settleSupplier } from './demo-house.ts'
import type { DemoPlaces } from './demo-house.ts'
import type { Program, ServedCommand } from './program.ts'
import { untilFree } from './until-free.ts'

/** The parties of the demo at work: who gives tokens, the hub, our supplier. */
export interface OpenHouse {
  readonly clients: readonly DemoClient[]
  readonly tokenUrl: string
  readonly hub: ServedCommand
  readonly supplier: ServedCommand
  /** Between the two, when a reading is to be lost. */
  readonly proxy: DropReadingProxy | undefined
  /** Ends all of it, the supplier first. */
  close(): Promise<void>
}

/**
 * Starts the issuer of tokens here, and hub and supplier as processes of their own with two data directories; nothing
 * passes between them but HTTP.
 * @param today the day that the hub takes for today
 * @param dropped a reading that is lost on its way to the supplier
 */
export async function openHouse(
  places: DemoPlaces,
  program: Program,
  today: string,
  dropped?: DroppedReading,
): Promise<OpenHouse> {
  await Promise.all([places.hub, places.supplier].map(async (directory) => await mkdir(directory, { recursive: true })))
  const clients = await demoClients(places.clientsFile)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end()
  }
  try {
    const issuer = await startIssuer({ clients, audience: AUDIENCES.hub, keyFile: places.keyFile })
    closing.push(issuer.stop)
    const urls = { issuer: issuer.url, token: issuer.tokenUrl }
    await settleHub(places, urls, today)
    const hub = await serve('hub', places.hub)
    const proxy = dropped === undefined ? undefined : await startDropReadingProxy(hub.url, dropped)
    if (proxy !== undefined) closing.push(async () => await proxy.stop())
    await settleSupplier(places, urls, proxy?.url ?? hub.url, clients)
    const supplier = await serve('supplier', places.supplier)
    return { clients, tokenUrl: issuer.tokenUrl, hub, supplier, proxy, close }
  } catch (error) {
    await close()
    throw error
  }

  async function serve(role: 'hub' | 'supplier', directory: string): Promise<ServedCommand> {
    await untilFree(directory)
    const served = await program.serve(['--data', directory, role, 'serve', '--json'], join(directory, 'serve.log'))
    closing.push(async () => await served.stop())
    return served
  }
}
