import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { hubClient } from '../../exchange/index.ts'
import type { HubClient } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { AREAS, OWN_AREAS } from '../fixed-points.ts'
import type { Area } from '../fixed-points.ts'
import type { PointDocument } from '../point-documents.ts'
import type { ExampleMarket } from '../generate-market.ts'
import { supplierGln } from '../identities.ts'
import { OUR_SUPPLIER } from '../supplier/supplied-points.ts'
import { writeTables } from '../supplier/write-tables.ts'
import { writeMarket } from '../write-market.ts'
import { clientTable, HUB_OPERATOR_CLIENT_ID, readerClientId } from './demo-clients.ts'
import type { DemoPlaces } from './demo-house.ts'
import { drained } from './drained.ts'
import type { OpenHouse } from './open-house.ts'
import { postDocuments } from './post-documents.ts'
import { sendPointDocuments } from './send-point-documents.ts'
import { tokensOf } from './tokens-of.ts'
import type { Program } from './program.ts'
import {
  AccrualAnswer,
  answerOf,
  CompactAnswer,
  ExportAnswer,
  ImportAnswer,
  InvoiceRunAnswer,
  ReconciliationAnswer,
  SettlementAnswer,
  SubmitAnswer,
} from './answers.ts'

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

/** The last market day that the bill covers, the day on which it is made, and the last day of the month, accrued to. */
export function billedDays({ days, settings: { month } }: ExampleMarket): {
  readonly billTo: string
  readonly issueDate: string
  readonly accrueTo: string
} {
  return { billTo: `${month}-${BILLED_DAYS}`, issueDate: `${month}-${BILLED_DAYS + 1}`, accrueTo: `${month}-${days}` }
}

/** The day that the hub takes for today: some days after the month, when it settles it. */
export function hubToday({ settings: { month } }: ExampleMarket): string {
  return Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 12 }).toString()
}

/** How many days of the month are billed; those that are left are accrued. */
export const BILLED_DAYS = 24

/** The month, step by step, each by the command that a user would type. */
export const MONTH_STEPS: readonly MonthStep[] = [
  { name: 'import', work: importBoth },
  { name: 'create-points', work: createPoints },
  { name: 'import-charges', work: importCharges },
  { name: 'deliver', work: deliver },
  { name: 'take-in', work: takeIn },
  { name: 'compact', work: compactBoth },
  { name: 'settle', work: settle },
  { name: 'settle-charges', work: settleCharges },
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
  const lines =
    (await writeTables(market.hubMarketTables(), places.hubFiles)) +
    (await writeTables(market.hubChargeTables(), places.hubChargeFiles))
  const more = await writeTables(market.supplierTables(), places.supplierFiles)
  const { documents } = await writeMarket(market, places.documents, ({ step, done, total }) => {
    onProgress({ done, of: total, unit: step === 'balance' ? 'days balanced' : 'documents' })
  })
  return lines + more + documents
}

async function importBoth(ports: StepPorts): Promise<number> {
  const { places, house } = ports
  await writeTables([clientTable(house.clients)], places.hubFiles)
  const lines = await Promise.all([
    importFiles(ports, places.hub, places.hubFiles),
    importFiles(ports, places.supplier, places.supplierFiles),
  ])
  return sumOf(lines)
}

/** Grid companies create their points and connect them; in between the hub is told who supplies them. */
async function createPoints(ports: StepPorts): Promise<number> {
  const { market, places, house, clock, onProgress } = ports
  const { creating, changing } = market.pointDocuments()
  const send = async (documents: readonly PointDocument[]): Promise<number> =>
    await sendPointDocuments(documents, { house, clock, onProgress })
  const created = await send(creating)
  const supply = market.supplyProcesses()
  await writeTables([supply], places.hubFiles)
  const file = join(places.hubFiles, supply.name)
  const supplied = await ask(ports, SubmitAnswer, places.hub, 'metering-points', 'submit', file)
  if (supplied.rejected > 0) throw new GridbookError('DEMO_COMMAND_FAILED', `processes of ${file} were rejected`)
  return created + supplied.accepted + (await send(changing))
}

/** Meanwhile the supplier is told of its points: readings of one are refused until it knows that it is connected. */
async function importCharges(ports: StepPorts): Promise<number> {
  const [lines] = await Promise.all([importFiles(ports, ports.places.hub, ports.places.hubChargeFiles), takeIn(ports)])
  return lines
}

async function importFiles(ports: StepPorts, directory: string, files: string): Promise<number> {
  const imported = await ask(ports, ImportAnswer, directory, 'import', files)
  const refused = imported.files.filter((file) => file.refused > 0).map(({ file }) => file)
  if (refused.length > 0)
    throw new GridbookError('DEMO_COMMAND_FAILED', `lines of ${refused.join(', ')} in ${files} were refused`)
  return sumOf(imported.files.map(({ appended, unchanged }) => appended + unchanged))
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

async function compactBoth(ports: StepPorts): Promise<number> {
  const { places, market } = ports
  const done = await Promise.all(
    [places.hub, places.supplier].map(
      async (directory) => await ask(ports, CompactAnswer, directory, 'readings', 'compact', market.settings.month),
    ),
  )
  return sumOf(done.flatMap(({ compactions }) => compactions.map(({ rows }) => rows)))
}

/** The command of the settlement; done again, it tells what was calculated. */
export function settlementRun(market: ExampleMarket): readonly string[] {
  const id = runIdOf(market, 'settlement')
  return ['settlement', 'run', '--areas', OWN_AREAS.join(','), '--from', market.settings.month, '--id', id]
}

async function settle(ports: StepPorts): Promise<number> {
  const { steps } = await ask(ports, SettlementAnswer, ports.places.hub, ...settlementRun(ports.market))
  return steps.find(({ name }) => name === 'calculate')?.rows ?? 0
}

/** The command of the wholesale fixing, which settles charges. */
function wholesaleRun(market: ExampleMarket): readonly string[] {
  const id = runIdOf(market, 'wholesale')
  const what = ['--type', 'wholesale_fixing', '--from', market.settings.month, '--id', id]
  return ['settlement', 'run', '--areas', OWN_AREAS.join(','), ...what]
}

async function settleCharges(ports: StepPorts): Promise<number> {
  const { steps } = await ask(ports, SettlementAnswer, ports.places.hub, ...wholesaleRun(ports.market))
  return steps.find(({ name }) => name === 'calculate')?.rows ?? 0
}

async function reconcile(ports: StepPorts): Promise<number> {
  const { places, market } = ports
  const what = ['--from', market.settings.month, '--id', runIdOf(market, 'reconciliation')]
  return (await ask(ports, ReconciliationAnswer, places.supplier, 'reconciliation', 'run', ...what)).quarters
}

async function invoice(ports: StepPorts): Promise<number> {
  const { places, market } = ports
  const { billTo, issueDate } = billedDays(market)
  const what = ['--to', billTo, '--issue-date', issueDate, '--id', runIdOf(market, 'invoice')]
  return (await ask(ports, InvoiceRunAnswer, places.supplier, 'invoice', 'run', ...what)).invoices
}

async function accrue(ports: StepPorts): Promise<number> {
  const { places, market } = ports
  const what = ['--to', billedDays(market).accrueTo, '--id', runIdOf(market, 'accrual')]
  return (await ask(ports, AccrualAnswer, places.supplier, 'accrual', 'run', ...what)).accruedPeriods
}

async function exportBooks(ports: StepPorts): Promise<number> {
  const { places, market } = ports
  const what = ['--to', places.export, '--run-date', billedDays(market).accrueTo]
  const { datasets } = await ask(ports, ExportAnswer, places.supplier, 'export', 'finance', ...what)
  return sumOf(datasets.map(({ rows }) => rows))
}

async function ask<Schema extends TSchema>(
  { program }: StepPorts,
  schema: Schema,
  directory: string,
  ...args: readonly string[]
): Promise<Static<Schema>> {
  return answerOf(schema, args.join(' '), await program.run(['--data', directory, ...args, '--json']))
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

/** The same market gives the same ids, so a demo that was cut off joins its run instead of starting another. */
export function runIdOf(market: Pick<ExampleMarket, 'stamp'>, run: string): string {
  const hex = createHash('sha256').update(`demo ${run} ${market.stamp}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
