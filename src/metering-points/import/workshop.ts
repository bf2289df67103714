import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'

/** A directory and an engine for one import or export, made when they are first asked for. */
export type Workshop = {
  readonly directory: () => Promise<string>
  readonly engine: () => Promise<Engine>
  /** Closes the engine and removes the directory. */
  readonly close: () => Promise<void>
}

const PREFIX = 'points-'
// What a sort needs beyond it goes to files: an import must not take the memory of a hub that serves beside it.
const ENGINE_MEMORY = '400MB'
const THREADS = 2

/** A workshop below a directory. What processes that were killed left there is removed first. */
export function openWorkshop(scratch: string = tmpdir()): Workshop {
  let made: Promise<string> | undefined
  let opened: Promise<Engine> | undefined
  const directory = (): Promise<string> => (made ??= make(scratch))
  return {
    directory,
    engine: () =>
      (opened ??= directory().then((tempDir) => openEngine({ threads: THREADS, memoryLimit: ENGINE_MEMORY, tempDir }))),
    close: async () => {
      await (await opened?.catch(() => undefined))?.close()
      const path = await made?.catch(() => undefined)
      if (path !== undefined) await rm(path, { recursive: true, force: true })
    },
  }
}

async function make(scratch: string): Promise<string> {
  await mkdir(scratch, { recursive: true })
  for (const name of await readdir(scratch)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(scratch, name), { recursive: true, force: true })
  }
  return await mkdtemp(join(scratch, `${PREFIX}${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Only ESRCH says that there is no such process.
    return !(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')
  }
}
