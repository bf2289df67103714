import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { GridbookError } from '../../kernel/index.ts'

/** How this program is started again, as a user would start it. */
export interface Program {
  /** Runs a command to its end. @throws GridbookError DEMO_COMMAND_FAILED when it ends with another code than 0 or 1 */
  run(args: readonly string[]): Promise<CommandEnd>
  /**
   * Starts a command that stays until it is stopped, and waits until it prints the URL at which it listens.
   * @param logFile takes what it says on stderr
   * @throws GridbookError DEMO_COMMAND_FAILED when it ends before it has printed one
   */
  serve(args: readonly string[], logFile: string): Promise<ServedCommand>
  /** Ends whatever it has started. */
  stop(): Promise<void>
}

/** A command that has ended. */
export interface CommandEnd {
  /** 0: done; 1: done, but something differs or was refused. */
  readonly exitCode: 0 | 1
  readonly stdout: string
  readonly stderr: string
}

/** A command that stays. */
export interface ServedCommand {
  readonly pid: number
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** How it ended, once it has: `exit 1`, `SIGKILL`. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

// A process that is asked to end gets so long before it is made to.
const PATIENCE_MS = 15_000

/**
 * Starts children of this program that cannot outlive it: each looks for its parent and ends when that is gone, however it
 * went. They are detached, so that Ctrl-C in a terminal goes to the parent alone, which ends them in order.
 * @param main path of the command line's main file
 * @param parentWatch path of the module that ends a process without a parent
 */
export function program(main: string, parentWatch: string): Program {
  const children = new Set<ChildProcess>()
  const start = (args: readonly string[], stderr: 'pipe' | number): ChildProcess => {
    const child = spawn(process.execPath, [...process.execArgv, '--import', parentWatch, main, ...args], {
      stdio: ['ignore', 'pipe', stderr],
      detached: true,
      env: {
        ...withoutSettings(process.env),
        GRIDBOOK_PARENT: String(process.pid),
      },
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  return {
    run: async (args) => {
      const child = start(args, 'pipe')
      if (child.stdout === null || child.stderr === null) throw new Error('the child has no output')
      const [stdout, stderr, ended] = await Promise.all([text(child.stdout), text(child.stderr), endOf(child)])
      if (ended === 'exit 0' || ended === 'exit 1') return { exitCode: ended === 'exit 0' ? 0 : 1, stdout, stderr }
      throw failed(args, ended, stderr)
    },
    serve: async (args, logFile) => {
      const log = openSync(logFile, 'w')
      const child = start(args, log)
      closeSync(log)
      const ended = endOf(child)
      const url = await urlOf(child)
      if (url === undefined) throw failed(args, await ended, readFileSync(logFile, 'utf8'))
      return { pid: child.pid ?? 0, url, ended, stop: async () => await end(child, ended) }
    },
    stop: async () => {
      await Promise.all([...children].map(async (child) => await end(child, endOf(child))))
    },
  }
}

// Hub and supplier have settings of their own: a database that the environment names would be both of theirs.
const KEPT = new Set(
  ['CRASH_AT', 'FAULT_TRACE', 'LOG_LEVEL', 'ENGINE_THREADS', 'ENGINE_MEMORY'].map((name) => `GRIDBOOK_${name}`),
)

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSetting = (name: string): boolean =>
    name === 'DATABASE_URL' || (name.startsWith('GRIDBOOK_') && !KEPT.has(name))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name)))
}

async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  await ended
  clearTimeout(impatience)
}

async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null || child.signalCode !== null) return endText(child.exitCode, child.signalCode)
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(endText(code, signal)))
  })
}

function endText(code: number | null, signal: string | null): string {
  return signal ?? `exit ${code}`
}

const URL_PRINTED = /https?:\/\/[^\s"'/]+(?=[\s"'/])/

/** The first URL that a child prints, undefined when it ends without; its output is read on, so that it never blocks. */
async function urlOf(child: ChildProcess): Promise<string | undefined> {
  return await new Promise((resolve) => {
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (URL_PRINTED.test(printed)) return
      printed += chunk
      const [url] = URL_PRINTED.exec(printed) ?? []
      if (url !== undefined) resolve(url)
    })
    child.stdout?.once('end', () => resolve(undefined))
  })
}

const SHOWN_CHARACTERS = 2000

function failed(args: readonly string[], ended: string, said: string): GridbookError {
  const command = `gridbook ${args.join(' ')}`
  return new GridbookError(
    'DEMO_COMMAND_FAILED',
    `${command} ended with ${ended}: ${said.slice(-SHOWN_CHARACTERS).trim()}`,
  )
}
