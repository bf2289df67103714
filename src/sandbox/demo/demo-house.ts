import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { supplierGln } from '../identities.ts'
import { OUR_SUPPLIER } from '../supplier/supplied-points.ts'
import { AUDIENCES, SUPPLIER_CLIENT_ID } from './demo-clients.ts'
import type { DemoClient } from './demo-clients.ts'

/** Where things of a demo lie. */
export interface DemoPlaces {
  /** Data directory of the hub: its own database, lake and settings. */
  readonly hub: string
  /** Data directory of our supplier. */
  readonly supplier: string
  /** Documents that the companies who read meters send. */
  readonly documents: string
  /** CSV files that each side imports. */
  readonly hubFiles: string
  /** CSV files that the hub imports once it has metering points. */
  readonly hubChargeFiles: string
  readonly supplierFiles: string
  /** What the supplier's finance system gets. */
  readonly export: string
  readonly clientsFile: string
  readonly keyFile: string
}

/** The places below the directory of a demo. */
export function demoPlaces(directory: string): DemoPlaces {
  return {
    hub: join(directory, 'hub'),
    supplier: join(directory, 'supplier'),
    documents: join(directory, 'documents'),
    hubFiles: join(directory, 'files', 'hub'),
    hubChargeFiles: join(directory, 'files', 'hub-charges'),
    supplierFiles: join(directory, 'files', 'supplier'),
    export: join(directory, 'export'),
    clientsFile: join(directory, 'clients.json'),
    keyFile: join(directory, 'issuer-key.json'),
  }
}

/** The URLs that processes of the demo know each other by. */
export interface DemoUrls {
  readonly issuer: string
  readonly token: string
}

// Of a real market: five minutes and one. Here everybody waits for it.
const BUNDLE_SECONDS = 1
const POLL_SECONDS = 1

/**
 * Writes the settings of the hub into its data directory, so that any command finds them there.
 * @param today the day that the hub takes for today: processes reach two years back, and the month may lie further in the past
 */
export async function settleHub({ hub }: DemoPlaces, urls: DemoUrls, today: string): Promise<void> {
  await writeSettings(hub, {
    role: 'hub',
    apiPort: 0,
    issuerUrl: urls.issuer,
    audience: AUDIENCES.hub,
    bundleSeconds: BUNDLE_SECONDS,
    today,
  })
}

/** Writes the settings of our supplier into its data directory. @param hubUrl where it reaches the hub */
export async function settleSupplier(
  { supplier }: DemoPlaces,
  urls: DemoUrls,
  hubUrl: string,
  clients: readonly DemoClient[],
): Promise<void> {
  const own = clients.find(({ clientId }) => clientId === SUPPLIER_CLIENT_ID)
  if (own === undefined) throw new Error(`there is no client ${SUPPLIER_CLIENT_ID}`)
  await writeSettings(supplier, {
    role: 'supplier',
    actorId: supplierGln(OUR_SUPPLIER),
    apiPort: 0,
    issuerUrl: urls.issuer,
    audience: AUDIENCES.supplier,
    hubUrl,
    tokenUrl: urls.token,
    clientId: own.clientId,
    clientSecret: own.clientSecret,
    scope: `${AUDIENCES.hub}/.default`,
    pollSeconds: POLL_SECONDS,
  })
}

async function writeSettings(directory: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'gridbook.json'), `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
}
