import { Command } from 'commander'
import { vi } from 'vitest'

/** How a command ended, and what it printed. */
export type EndedCommand = {
  readonly out: string
  readonly err: string
  readonly json: () => unknown
  readonly exitCode: number
  /** what it threw; nothing when it came to its end */
  readonly error: unknown
}

/** Environment variables that hold while a command runs. */
export type CommandSettings = Readonly<Record<string, string>>

/** A command line that has some of the product's commands. */
export function programOf(...registrars: readonly ((program: Command) => void)[]): Command {
  const program = new Command('gridbook').option('--data <directory>').option('--config <file>').exitOverride()
  for (const register of registrars) register(program)
  return program
}

/** The product's whole command line. */
export async function wholeProgram(): Promise<Command> {
  const given = process.argv
  // The module runs the command line that it finds; here it is asked for its version.
  process.argv = [given[0] ?? 'node', 'gridbook', '--version']
  try {
    const { ended } = await listen(async () => await import('../src/cli/main.ts'))
    if (ended.status === 'rejected') throw ended.reason
    return await ended.value.buildProgram()
  } finally {
    process.argv = given
  }
}

/** Runs a command in this process; what it throws is part of how it ended. */
export async function runCommand(
  program: Command,
  words: readonly string[],
  settings: CommandSettings = {},
): Promise<EndedCommand> {
  const restore = setEnvironment(settings)
  const run = async (): Promise<unknown> => await program.parseAsync(words, { from: 'user' })
  const { ended, out, err, exitCode } = await listen(run).finally(restore)
  const error: unknown = ended.status === 'rejected' ? ended.reason : undefined
  return { out, err, json: () => JSON.parse(out) as unknown, exitCode, error }
}

/** Runs a command in this process that has to come to its end; what it throws is thrown. */
export async function completeCommand(
  program: Command,
  words: readonly string[],
  settings: CommandSettings = {},
): Promise<Omit<EndedCommand, 'error'>> {
  const { error, ...ended } = await runCommand(program, words, settings)
  if (error !== undefined) throw error
  return ended
}

type Heard<T> = {
  readonly ended: PromiseSettledResult<T>
  readonly out: string
  readonly err: string
  readonly exitCode: number
}

/** Keeps what is printed meanwhile, and the exit code, from the process. */
async function listen<T>(work: () => Promise<T>): Promise<Heard<T>> {
  const [out, err] = [heard(process.stdout), heard(process.stderr)]
  const codeBefore = exchangeExitCode(undefined)
  const [ended] = await Promise.allSettled([work()])
  const exitCode = Number(exchangeExitCode(codeBefore) ?? 0)
  return { ended, out: out(), err: err(), exitCode }
}

function exchangeExitCode(code: typeof process.exitCode): typeof process.exitCode {
  const before = process.exitCode
  process.exitCode = code
  return before
}

/** Keeps what is written to a stream, until it is asked what that was. */
function heard(stream: NodeJS.WriteStream): () => string {
  let text = ''
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  return () => {
    spy.mockRestore()
    return text
  }
}

/** Sets variables, and no others; returns what puts back the values that they had. */
function setEnvironment(settings: CommandSettings): () => void {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, settings)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
}
