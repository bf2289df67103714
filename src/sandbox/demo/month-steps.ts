import { createHash } from 'node:crypto'
import { hubClient, tokenSource } from '../../exchange/index.ts'
import type { HubClient, TokenSource } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { AREAS, OWN_AREAS } from '../fixed-points.ts'
import type { Area } from '../fixed-points.ts'
import type { ExampleMarket } from '../generate-market.ts'
import { supplierGln } from '../identities.ts'
import { OUR_SUPPLIER } from '../supplier/supplied-points.ts'
import { writeTables } from '../supplier/write-tables.ts'
import { writeMarket } from '../write-market.ts'
import { clientTable, AUDIENCES, HUB_OPERATOR_CLIENT_ID, readerClientId } from './demo-clients.ts'
import type { DemoPlaces } from './demo-house.ts'
import { drained } from './drained.ts'
import type { OpenHouse } from './open-house.ts'
import { postDocuments } from './post-documents.ts'
import type { Program } from './program.ts'

/** What the steps of a demo work with. */
export interface StepPorts {
  readonly market: ExampleMarket
  readonly places: DemoPlaces
  readonly program: Program
  readonly house: OpenHouse
  readonly clock: Clock
  readonly onProgress: (progress: { readonly done: number; readonly of: number; readonly unit: string }) => void
}

/** A step of the month: what it does, and how many of what it did it to. Doing it again has no effect. */
export interface MonthStep {
  readonly name: string
  work(ports: StepPorts): Promise<number>
}

/** The last market day that the first bill covers, and the last one of the month, which is accrued to. */
export function billedDays({ days, settings }: ExampleMarket): { readonly billTo: string; readonly accrueTo: string } {
  return { billTo: `${settings.month}-${BILLED_DAYS}`, accrueTo: `${settings.month}-${days}` }
}

/** How many days of the month are billed; those that are left are accrued. */
export const BILLED_DAYS = 24

/** The month, step by step, each by the command that a user would type. */
export const MONTH_STEPS: readonly MonthStep[] = [
  { name: 'import', work: importBoth },
  { name: 'deliver', work: deliver },
  { name: 'take-in', work: takeIn },
  { name: 'compact', work: compactBoth },
  { name: 'settle', work: settle },
  { name: 'take-results', work: takeIn },
  { name: 'reconcile', work: reconcile },
  { name: 'invoice', work: invoice },
  { name: 'accrue', work: accrue },
  { name: 'export', work: exportBooks },
]

/** Writes what each side imports, and the documents that are to be sent; before anything is started. @returns lines and documents */
export async function writeFiles(
  market: ExampleMarket,
  places: DemoPlaces,
  onProgress: StepPorts['onProgress'],
): Promise<number> {
  const lines = await writeTables(market.hubTables(), places.hubFiles)
  const more = await writeTables(market.supplierTables(), places.supplierFiles)
  const { documents } = await writeMarket(market, places.documents, ({ step, done, total }) => {
    onProgress({ done, of: total, unit: step === 'balance' ? 'days balanced' : 'documents' })
  })
  return lines + more + documents
}

async function importBoth({ places, program, house }: StepPorts): Promise<number> {
  await writeTables([clientTable(house.clients)], places.hubFiles)
  const imports = [
    ['--data', places.hub, 'import', places.hubFiles, '--json'],
    ['--data', places.supplier, 'import', places.supplierFiles, '--json'],
  ]
  await Promise.all(
    imports.map(async (args) => {
      const { exitCode, stdout } = await program.run(args)
      if (exitCode !== 0)
        throw new GridbookError('DEMO_COMMAND_FAILED', `gridbook ${args.join(' ')} refused lines: ${stdout}`)
    }),
  )
  return imports.length
}

async function deliver(ports: StepPorts): Promise<number> {
  const { market, places, house, clock, onProgress } = ports
  const documents = [...market.plan()]
  const clients = Object.fromEntries(
    AREAS.map((area) => [
      area,
      hubClient({ baseUrl: house.hub.url, tokens: tokensOf(house, readerClientId(area), clock), clock }),
    ]),
  ) as Record<Area, HubClient>
  try {
    const { sent } = await postDocuments(documents, places.documents, clients, (done) =>
      onProgress({ done, of: documents.length, unit: 'documents' }),
    )
    return sent
  } finally {
    for (const client of Object.values(clients)) client.close()
  }
}

async function takeIn({ house, clock, onProgress }: StepPorts): Promise<number> {
  let most = 0
  const tokens = tokensOf(house, HUB_OPERATOR_CLIENT_ID, clock)
  await drained({ hubUrl: house.hub.url, tokens, actorId: supplierGln(OUR_SUPPLIER), role: 'DDQ' }, (waiting) => {
    most = Math.max(most, waiting)
    onProgress({ done: most - waiting, of: most, unit: 'transactions' })
  })
  return most
}

async function compactBoth({ places, program, market }: StepPorts): Promise<number> {
  const command = ['readings', 'compact', market.settings.month, '--json']
  await Promise.all(
    [places.hub, places.supplier].map(async (directory) => await program.run(['--data', directory, ...command])),
  )
  return 2
}

async function settle({ places, program, market }: StepPorts): Promise<number> {
  const areas = OWN_AREAS.join(',')
  const { month } = market.settings
  const id = runIdOf(market, 'settlement')
  await program.run([
    '--data',
    places.hub,
    'settlement',
    'run',
    '--areas',
    areas,
    '--from',
    month,
    '--id',
    id,
    '--json',
  ])
  return OWN_AREAS.length
}

async function reconcile(ports: StepPorts): Promise<number> {
  const { market } = ports
  const id = runIdOf(market, 'reconciliation')
  return await supplierCommand(ports, 'reconciliation', 'run', '--from', market.settings.month, '--id', id)
}

async function invoice(ports: StepPorts): Promise<number> {
  const { market } = ports
  const id = runIdOf(market, 'invoice')
  return await supplierCommand(ports, 'invoice', 'run', '--to', billedDays(market).billTo, '--id', id)
}

async function accrue(ports: StepPorts): Promise<number> {
  const { market } = ports
  const id = runIdOf(market, 'accrual')
  return await supplierCommand(ports, 'accrual', 'run', '--to', billedDays(market).accrueTo, '--id', id)
}

async function exportBooks(ports: StepPorts): Promise<number> {
  const { market, places } = ports
  return await supplierCommand(
    ports,
    'export',
    'finance',
    '--to',
    places.export,
    '--run-date',
    billedDays(market).accrueTo,
  )
}

/** The same market gives the same ids, so a demo that was cut off joins its run instead of starting another. */
export function runIdOf(market: Pick<ExampleMarket, 'stamp'>, run: string): string {
  const hex = createHash('sha256').update(`demo ${run} ${market.stamp}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

async function supplierCommand({ places, program }: StepPorts, ...args: readonly string[]): Promise<number> {
  await program.run(['--data', places.supplier, ...args, '--json'])
  return 1
}

function tokensOf({ clients, tokenUrl }: OpenHouse, clientId: string, clock: Clock): TokenSource {
  const client = clients.find((each) => each.clientId === clientId)
  if (client === undefined) throw new Error(`there is no client ${clientId}`)
  const { clientSecret } = client
  return tokenSource({ tokenUrl, clientId, clientSecret, scope: `${AUDIENCES.hub}/.default`, clock })
}
