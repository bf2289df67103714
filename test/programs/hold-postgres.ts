// Starts the server of a directory, says so in one line of JSON, and holds it until SIGTERM.
// usage: hold-postgres.ts DIRECTORY [OPTIONS as JSON]
import { GridbookError } from '../../src/kernel/index.ts'
import { startPostgres } from '../../src/platform/postgres/server.ts'
import type { ServerOptions } from '../../src/platform/postgres/server.ts'

const [directory = '', options = '{}'] = process.argv.slice(2)
const startedMs = performance.now()
try {
  const server = await startPostgres({ directory, durable: false, ...(JSON.parse(options) as Partial<ServerOptions>) })
  process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  say({ pid: server.pid, url: server.url('postgres') })
  setInterval(() => {}, 60_000)
} catch (cause) {
  const code = cause instanceof GridbookError ? cause.code : 'UNEXPECTED'
  say({ code, message: cause instanceof Error ? cause.message : String(cause), afterMs: performance.now() - startedMs })
  process.exitCode = 1
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
