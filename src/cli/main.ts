import { Command, CommanderError } from 'commander'
import { codeVersion } from './code-version.ts'
import { calculatedSeriesCommands } from './commands/calculated-series.ts'
import { configCommands } from './commands/config.ts'
import { demoCommand } from './commands/demo.ts'
import { marketCommands } from './commands/market.ts'
import { meteringPointCommands } from './commands/metering-points.ts'
import { readingCommands } from './commands/readings.ts'
import { requestCommands } from './commands/requests.ts'
import { scenarioCommands } from './commands/scenario.ts'
import { reconciliationCommands } from './commands/reconciliation.ts'
import { serveCommands } from './commands/serve.ts'
import { serviceCommands } from './commands/services.ts'
import { settlementCommands } from './commands/settlement.ts'
import { accrualDataset } from '../accruals/index.ts'
import { invoiceDataset, invoiceLineDataset } from '../billing/index.ts'
import { accountDataset, journalDataset } from '../finance/index.ts'
import { chargeCommands } from './commands/charges.ts'
import { scheduleCommands } from './commands/schedule.ts'
import { supplyCommands } from './commands/supply.ts'
import { importCommands } from './import-directory.ts'
import { accrualCommands } from './commands/accrual.ts'
import { exportCommands } from './commands/export.ts'
import { invoiceCommands } from './commands/invoice.ts'
import { ledgerCommands } from './commands/ledger.ts'
import { messageCommands } from './commands/messages.ts'
import { errorText } from './output.ts'

const FAILED = 2

/** The whole command line: `gridbook <noun> <verb>`. */
export async function buildProgram(): Promise<Command> {
  const program = new Command('gridbook')
    .description('Turns electricity meter readings into money.')
    .version(await codeVersion())
    .option('--data <directory>', 'data directory; default .gridbook here')
    .option('--config <file>', 'configuration file; default gridbook.json here, if there is one')
    .exitOverride()
  demoCommand(program)
  readingCommands(program)
  marketCommands(program)
  meteringPointCommands(program)
  importCommands(program)
  chargeCommands(program)
  supplyCommands(program)
  settlementCommands(program)
  scheduleCommands(program)
  calculatedSeriesCommands(program)
  requestCommands(program)
  serviceCommands(program)
  serveCommands(program)
  invoiceCommands(program)
  messageCommands(program)
  reconciliationCommands(program)
  accrualCommands(program)
  ledgerCommands(program)
  exportCommands(program, [invoiceDataset, invoiceLineDataset, accrualDataset, journalDataset, accountDataset])
  scenarioCommands(program)
  configCommands(program)
  return program
}

async function main(): Promise<void> {
  const program = await buildProgram()
  try {
    await program.parseAsync()
  } catch (error) {
    // Help and version end by an exception too; commander has printed what there is to print.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : FAILED
    else {
      process.stderr.write(`${errorText(error)}\n`)
      process.exitCode = FAILED
    }
  }
}

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

await main()
