import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { AREAS } from '../fixed-points.ts'
import type { Area } from '../fixed-points.ts'
import { balanceResponsibleGln, meteredDataResponsibleGln, supplierGln } from '../identities.ts'
import { HUB_GLN } from '../delivered-document.ts'
import type { IssuerClient } from '../issuer/issuer-options.ts'
import { SUPPLIER_COUNT } from '../ordinary-point.ts'
import { OUR_SUPPLIER } from '../supplier/supplied-points.ts'
import type { ExampleTable } from '../supplier/csv-table.ts'

/** Applications that tokens are meant for. */
export const AUDIENCES = { hub: 'gridbook-hub', supplier: 'gridbook-supplier' } as const

/** Whoever may call one of the two APIs of the demo. */
export interface DemoClient extends IssuerClient {
  readonly audience: (typeof AUDIENCES)[keyof typeof AUDIENCES]
  /** The actor in the market, and the code of its role; of those who work at our supplier neither. */
  readonly acts?: { readonly actorId: string; readonly role: string }
}

/** The client of the company that reads an area's meters. */
export function readerClientId(area: Area): string {
  return `meters-${area}`
}

/** The client of the same company where it maintains its metering points. */
export function gridClientId(area: Area): string {
  return `grid-${area}`
}

/** The client under which our supplier asks the hub. */
export const SUPPLIER_CLIENT_ID = supplierClientId(OUR_SUPPLIER)
/** The client that may look at how the hub does. */
export const HUB_OPERATOR_CLIENT_ID = 'hub-operator'
/** Those who work with our supplier's API; the role is the last part of the id. */
const STAFF = ['billing', 'controller', 'analyst', 'operator'] as const

/** The clients of the demo with their secrets, which are drawn once and kept in a file that only its owner can read. */
export async function demoClients(file: string): Promise<readonly DemoClient[]> {
  const known = await knownSecrets(file)
  const clients = unkeyedClients().map((client) => ({
    ...client,
    clientSecret: known[client.clientId] ?? randomBytes(24).toString('base64url'),
  }))
  const secrets = Object.fromEntries(clients.map(({ clientId, clientSecret }) => [clientId, clientSecret]))
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  return clients
}

/** The clients that act in the market, as the hub imports them. */
export function clientTable(clients: readonly DemoClient[]): ExampleTable {
  return {
    name: 'api-clients.csv',
    columns: ['client_id', 'actor_id', 'role'],
    rows: clients.flatMap(({ clientId, acts }) => (acts === undefined ? [] : [[clientId, acts.actorId, acts.role]])),
  }
}

function unkeyedClients(): Omit<DemoClient, 'clientSecret'>[] {
  const market = (clientId: string, role: string, actorId: string, code: string): Omit<DemoClient, 'clientSecret'> => ({
    clientId,
    role,
    audience: AUDIENCES.hub,
    acts: { actorId, role: code },
  })
  return [
    ...AREAS.map((area) =>
      market(readerClientId(area), 'metereddataresponsible', meteredDataResponsibleGln(area), 'MDR'),
    ),
    ...AREAS.map((area) => market(gridClientId(area), 'gridaccessprovider', meteredDataResponsibleGln(area), 'DDM')),
    ...Array.from({ length: SUPPLIER_COUNT }, (_, n) =>
      market(supplierClientId(n), 'energysupplier', supplierGln(n), 'DDQ'),
    ),
    ...[0, 1].map((n) => market(`balance-${n + 1}`, 'balanceresponsibleparty', balanceResponsibleGln(n), 'DDK')),
    market(HUB_OPERATOR_CLIENT_ID, 'operator', HUB_GLN, 'DGL'),
    ...STAFF.map((role) => ({ clientId: `staff-${role}`, role, audience: AUDIENCES.supplier })),
  ]
}

function supplierClientId(number: number): string {
  return `supplier-${number + 1}`
}

async function knownSecrets(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
