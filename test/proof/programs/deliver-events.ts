// Delivers events of a database to its subscribers until it is ended.
// usage: deliver-events.ts DATABASE_URL
import { deliverForever } from '../../../src/metering-points/index.ts'
import { openPool, systemClock } from '../../../src/platform/index.ts'

const [url = ''] = process.argv.slice(2)
const pool = openPool(url, { max: 3 })
const ended = new AbortController()
process.once('SIGTERM', () => ended.abort())
await deliverForever(
  { pool, clock: systemClock, hubId: '5790001330552' },
  {
    signal: ended.signal,
    pauseMs: 50,
    timeoutMs: 5_000,
    retry: { baseMs: 10, maxMs: 50 },
    onDelivered: (subscriber, events) => process.stdout.write(`${subscriber} ${events}\n`),
    onFailure: (subscriber, failure) => process.stderr.write(`${subscriber} ${failure}\n`),
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  },
)
await pool.end()
