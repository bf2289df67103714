import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate, startPostgres } from '../src/platform/index.ts'
import { createTemplate, dropLeftovers, urlOf } from './template.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** connection string of the test server, for its database `postgres` */
    readonly postgresUrl: string
  }
}

/**
 * Gives the suite one PostgreSQL with one migrated template, from which test files clone their databases. The server is
 * the embedded one, in memory where the machine has such a directory; or the one that TEST_DATABASE_URL names.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const server =
    given === undefined ? await startEmbedded() : { url: given, stop: async () => await dropLeftovers(given) }
  try {
    await createTemplate(server.url, migrate)
  } catch (cause) {
    await server.stop()
    throw cause
  }
  project.provide('postgresUrl', server.url)
  return server.stop
}

const DIRECTORY = 'gridbook-test-'

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const memory = '/dev/shm'
  const parent = existsSync(memory) ? memory : tmpdir()
  removeAbandoned(parent)
  const directory = mkdtempSync(join(parent, DIRECTORY))
  const server = await startPostgres({ directory, durable: false })
  return {
    url: urlOf(server.url('postgres'), 'postgres'),
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

// A suite that was killed has no server any more, but its files still fill the memory.
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(DIRECTORY))) {
    const owner = join(parent, name, 'owner')
    if (existsSync(owner) && !isAlive(Number(readFileSync(owner, 'utf8')))) {
      rmSync(join(parent, name), { recursive: true, force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
