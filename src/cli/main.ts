import { Command, CommanderError } from 'commander'
import { codeVersion } from './code-version.ts'
import { configCommands } from './commands/config.ts'
import { demoCommand } from './commands/demo.ts'
import { masterDataCommands } from './commands/master-data.ts'
import { readingCommands } from './commands/readings.ts'
import { scenarioCommands } from './commands/scenario.ts'
import { settlementCommands } from './commands/settlement.ts'
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
  masterDataCommands(program)
  settlementCommands(program)
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
