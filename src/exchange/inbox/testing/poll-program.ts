import { fileURLToPath } from 'node:url'
import { clockFrom } from '../../../kernel/index.ts'
import { openPool } from '../../../platform/index.ts'
import { hubClient } from '../../client/hub-client.ts'
import { pollCategory } from '../poll-category.ts'
import { noteHandler } from './note-handler.ts'

/** The file of this program: `node FILE HUB_URL DATABASE_URL` reads a queue once, as a process that can be killed. */
export const POLL_PROGRAM = fileURLToPath(import.meta.url)

if (process.argv[1] === POLL_PROGRAM) await main(process.argv[2] ?? '', process.argv[3] ?? '')

async function main(baseUrl: string, databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl)
  const client = hubClient({ baseUrl, tokens: { token: async () => 'token', drop: () => {} } })
  const ports = { pool, clock: clockFrom(() => Date.now()), handlers: [noteHandler(pool)] }
  await pollCategory('measuredata', { client, ports })
  client.close()
  await pool.end()
}
