import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { importChargeLinks, importChargePrices, importCharges, importSpotPrices } from '../charges/index.ts'
import { GridbookError } from '../kernel/index.ts'
import { dk, importActors, importApiClients, importGridAreas, type MarketProfile } from '../market/index.ts'
import { importMeteringPoints } from '../metering-points/index.ts'
import { systemClock, type ImportReport, type Pool } from '../platform/index.ts'
import { importContracts, importCustomers, importSupplyPeriods } from '../supply/index.ts'
import { importText } from './import-text.ts'
import { print } from './output.ts'
import { withEither } from './with-either.ts'

/** What each file of a directory became. */
export interface DirectoryImport {
  /** in the order in which they were imported */
  readonly files: readonly (ImportReport & { readonly file: string })[]
  /** CSV files whose names say nothing, so that they were left alone */
  readonly unknown: readonly string[]
}

type LoadPorts = { readonly pool: Pool; readonly profile: MarketProfile; readonly scratch?: string }
type Load = (path: string, ports: LoadPorts) => Promise<ImportReport>

/** Files by their names; each stands after those that it refers to. */
const KNOWN_FILES: readonly (readonly [name: string, load: Load])[] = [
  ['actors.csv', importActors],
  ['api-clients.csv', importClients],
  ['grid-areas.csv', importGridAreas],
  ['metering-points.csv', importMeteringPoints],
  ['charges.csv', importCharges],
  ['charge-prices.csv', importChargePrices],
  ['charge-links.csv', importChargeLinks],
  ['spot-prices.csv', importSpotPrices],
  ['customers.csv', importCustomers],
  ['contracts.csv', importContracts],
  ['supply-periods.csv', importSupplyPeriods],
]

function importClients(
  path: string,
  ports: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<ImportReport> {
  return importApiClients(path, { ...ports, today: systemClock.today(ports.profile.zone) })
}

/**
 * Imports every file of a directory whose name is known, in the order in which they refer to each other. Each is a commit
 * of its own; doing it again stores nothing.
 * @throws GridbookError FILE_UNREADABLE when there is no such directory, USAGE when it has no file with a known name
 */
export async function importSupplierFiles(directory: string, ports: LoadPorts): Promise<DirectoryImport> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw new GridbookError('FILE_UNREADABLE', `${directory} cannot be read`, { path: directory }, { cause })
  })
  const found = KNOWN_FILES.filter(([name]) => names.includes(name))
  if (found.length === 0) {
    const known = KNOWN_FILES.map(([name]) => name).join(', ')
    throw new GridbookError('USAGE', `${directory} has none of the files ${known}`, { path: directory })
  }
  const files: (ImportReport & { readonly file: string })[] = []
  for (const [file, load] of found) files.push({ file, ...(await load(join(directory, file), ports)) })
  const isKnown = new Set(found.map(([name]) => name))
  return { files, unknown: names.filter((name) => name.endsWith('.csv') && !isKnown.has(name)).toSorted() }
}

/** `gridbook import DIRECTORY`. */
export function importCommands(program: Command): void {
  program
    .command('import')
    .argument('<directory>', 'with files such as metering-points.csv and charges.csv')
    .description('record every file of a directory whose name is known, in their order')
    .option('--json', 'print as JSON')
    .action(async (directory: string, options: { readonly json?: true }, command: Command) => {
      await withEither(command, async ({ ports: { pool, scratch } }) => {
        const result = await importSupplierFiles(directory, { pool, profile: dk, scratch })
        print(result, () => directoryText(result), options.json === true)
        process.exitCode = result.files.every(({ refused }) => refused === 0) ? 0 : 1
      })
    })
}

function directoryText({ files, unknown }: DirectoryImport): string {
  const lines = files.map((report) => `${report.file}: ${importText(report)}`)
  if (unknown.length > 0) lines.push(`left alone, the names are not known: ${unknown.join(', ')}`)
  return lines.join('\n')
}
