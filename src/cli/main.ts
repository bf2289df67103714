import { Command, CommanderError } from 'commander'
import { codeVersion } from './code-version.ts'
import { COMMAND_GROUPS, groupsFor } from './command-groups.ts'
import { errorText } from './output.ts'

const FAILED = 2

/** The command line, `gridbook <noun> <verb>`, with some of its commands or all. */
export async function buildProgram(groups = COMMAND_GROUPS): Promise<Command> {
  const program = new Command('gridbook')
    .description('Turns electricity meter readings into money.')
    .version(await codeVersion())
    .option('--data <directory>', 'data directory; default .gridbook here')
    .option('--config <file>', 'configuration file; default gridbook.json here, if there is one')
    .exitOverride()
  const registrars = await Promise.all(groups.map(async ({ load }) => await load()))
  for (const register of registrars) register(program)
  return program
}

async function main(): Promise<void> {
  const program = await buildProgram(groupsFor(process.argv.slice(2)))
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
