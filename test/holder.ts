import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('programs/hold-postgres.ts', import.meta.url))

/** What the program said: the server that it holds, or why it has none. */
export interface HolderAnswer {
  readonly pid?: number
  readonly url?: string
  readonly code?: string
  readonly message?: string
  readonly afterMs?: number
}

/** A process that holds a server, to be ended in every way there is. */
export interface Holder {
  readonly process: ChildProcess
  readonly answer: Promise<HolderAnswer>
  /** Sends a signal and waits until the process has gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

/** Starts a process that holds the server of a directory. */
export function startHolder(directory: string, options: object = {}): Holder {
  const child = spawn(process.execPath, [PROGRAM, directory, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  return {
    process: child,
    answer: firstAnswer(child),
    end: async (signal) => {
      child.kill(signal)
      await exited
    },
  }
}

async function firstAnswer(child: ChildProcess): Promise<HolderAnswer> {
  if (child.stdout === null) throw new Error('the holder has no output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as HolderAnswer
  return { code: 'SILENT' }
}

/** Waits until something holds; fails with its name when it does not in time. */
export async function eventually(name: string, holds: () => boolean, patienceMs: number): Promise<void> {
  const deadlineMs = Date.now() + patienceMs
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error(`not within ${patienceMs} ms: ${name}`)
    await sleep(10)
  }
}
