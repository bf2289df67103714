import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

/** A program that a test has started. */
export interface ChildProgram {
  readonly pid: number
  /** What it has written to stderr until now. */
  readonly stderr: () => string
  readonly ended: Promise<Ended>
  /** Waits until it has written a text to stdout; for ever when it never does. */
  readonly saidOut: (text: string) => Promise<undefined>
  /** Sends a signal to this process alone. */
  readonly kill: (signal: NodeJS.Signals) => void
}

/** The command line of the product. */
export const GRIDBOOK = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Several programs run at once, each on a market of a few points: more threads in each would only wait for another. */
const ONE_THREAD = { GRIDBOOK_ENGINE_THREADS: '1' }

const QUIET = ['--disable-warning=ExperimentalWarning', '--disable-warning=DeprecationWarning']
const running = new Set<ChildProgram>()

/** Starts a TypeScript program under this Node; settings of the machine do not reach it, only those given. */
export function startProgram(
  file: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): ChildProgram {
  return startCommand(process.execPath, [...QUIET, file, ...args], settings)
}

/** Runs any command to its end, with the same settings as a program. */
export async function runCommand(
  command: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await startCommand(command, args, settings).ended
}

function startCommand(
  command: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): ChildProgram {
  const startedMs = performance.now()
  const env = { ...cleanEnvironment(), ...ONE_THREAD, ...settings }
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      running.delete(program)
      resolve({ code, signal, ...said, seconds: (performance.now() - startedMs) / 1000 })
    })
  })
  const program: ChildProgram = {
    pid: child.pid ?? 0,
    stderr: () => said.stderr,
    ended,
    saidOut: async (text) =>
      await new Promise((resolve) => {
        const look = (): void => {
          if (said.stdout.includes(text)) resolve(undefined)
        }
        child.stdout.on('data', look)
        look()
      }),
    kill: (signal) => void child.kill(signal),
  }
  running.add(program)
  return program
}

/** Starts a program and waits for its end. */
export async function runProgram(
  file: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await startProgram(file, args, settings).ended
}

/** Ends what a failed test has left running. */
export async function endPrograms(): Promise<void> {
  const left = [...running]
  for (const program of left) program.kill('SIGKILL')
  await Promise.all(left.map((program) => program.ended))
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GRIDBOOK_|PG|(TEST_)?DATABASE_URL$|NODE_OPTIONS$|VITEST)/.test(name),
    ),
  )
}
