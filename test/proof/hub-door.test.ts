import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pollCategory, type HubClient, type HubClientOptions } from '../../src/exchange/index.ts'
import { seededRandom, type Random } from '../oracle/random.ts'
import { exampleDocument, examplePoint } from '../reading-documents.ts'
import { sentFiles } from './bad-documents.ts'
import { acceptedTransactions, inboxOf, queueLedger } from './queue-ledger.ts'
import { openTwoHouses, POST_PATH, SUPPLIER, type TwoHouses } from './two-houses.ts'

const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)
const MUTATIONS = 300
const ONCE: Partial<HubClientOptions> = { retry: { attempts: 1, baseMs: 1, maxMs: 1 } }

let houses: TwoHouses
let meters: HubClient
let token: string
beforeAll(async () => {
  const points = Array.from({ length: 40 }, (_, n) => examplePoint(n + 1))
  houses = await openTwoHouses(points, points)
  meters = houses.clientOf('meters', houses.hubUrl, ONCE)
  token = await houses.tokenOf('meters')
})
afterAll(async () => {
  await houses.close()
})

interface Answer {
  readonly status: number
  readonly codes: readonly string[]
  readonly text: string
}

async function post(body: Uint8Array): Promise<Answer> {
  const answer = await fetch(houses.hubUrl + POST_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: new Uint8Array(body),
  })
  const text = await answer.text()
  return { status: answer.status, codes: [...text.matchAll(/"Code":"([^"]+)"/g)].map(([, code = '']) => code), text }
}

/** What the hub does with a file: refused at once with a body that says why, or taken and answered through the queue. */
function statusOf({ outcome, codes }: { readonly outcome: string; readonly codes: readonly string[] }): number {
  if (outcome === 'accepted') return 202
  if (codes.includes('DOCUMENT_TOO_LARGE')) return 413
  return codes.some((code) => /^(JSON|DOCUMENT|FIELD|DUPLICATE)_/.test(code)) ? 400 : 202
}

describe('good and bad documents, one after the other', () => {
  const files = sentFiles()
  const answers = new Map<string, Answer>()
  beforeAll(async () => {
    for (const { name, content } of files) answers.set(name, await post(content))
  }, 60_000)

  test.each(files.map((file) => [file.name, file] as const))('%s is answered', (name, file) => {
    const answer = answers.get(name)
    expect(answer?.status, answer?.text).toBe(statusOf(file))
    if (answer?.status === 202) expect(answer.text).toBe('')
    else if (answer?.status === 413) expect(answer.text).not.toBe('') // as text (datahub 1.5)
    else expect(answer?.codes.length).toBeGreaterThan(0)
  })

  test('what was good is stored and waits for the supplier, and nothing else does', async () => {
    const good = files.filter(({ outcome }) => outcome === 'accepted').length
    expect(await acceptedTransactions(houses.hub.pool)).toBe(good)
    expect((await queueLedger(houses.hub.pool, SUPPLIER)).transactions).toBe(good)
  })

  test('what was refused after it was taken is told the sender through its queue, transaction by transaction', async () => {
    const later = files.filter((file) => file.outcome !== 'accepted' && statusOf(file) === 202)
    expect(later.length).toBeGreaterThan(5)
    const told: string[] = []
    for (
      let message = await meters.peek('measuredata');
      message !== undefined;
      message = await meters.peek('measuredata')
    ) {
      told.push(Buffer.from(message.bytes).toString())
      expect(await meters.dequeue(message.messageId)).toBe('dequeued')
    }
    for (const { name, content } of later) {
      const [, messageId = ''] = /"mRID":"(message-\w+)"/.exec(content.toString()) ?? []
      expect(messageId).not.toBe('')
      expect(told.filter((text) => text.includes(`"${messageId}"`)).length, name).toBe(1)
    }
  })
})

test(
  `${MUTATIONS} documents with bytes changed, cut out or put in: each is answered, none is the hub's failure (seed ${SEED})`,
  { timeout: 120_000 },
  async () => {
    const random = seededRandom(SEED)
    for (let n = 0; n < MUTATIONS; n += 1) {
      const changed = mutated(
        random,
        exampleDocument(`mutated-${n}`, [{ transactionId: `mutated-${n}`, day: '2026-04-02' }]),
      )
      const { status, codes, text } = await post(changed)
      expect([202, 400, 413], `seed ${SEED}, document ${n}: ${status} ${text}`).toContain(status)
      if (status !== 202) expect(codes.length, text).toBeGreaterThan(0)
    }
    const good = exampleDocument('after-all', [{ transactionId: 'after-all', day: '2026-04-03' }])
    expect(await post(good)).toMatchObject({ status: 202 })
  },
)

/** One to three places at which bytes are replaced, left out, doubled or put in. */
function mutated(random: Random, document: Buffer): Buffer {
  let bytes = document
  for (let left = random.int(1, 4); left > 0; left -= 1) {
    const at = random.int(0, bytes.length)
    const length = random.chance(70) ? 1 : random.int(1, 400)
    const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)]
    const by = random.pick([
      Buffer.alloc(0),
      Buffer.from([random.int(0, 256)]),
      Buffer.concat([piece, piece]),
      Buffer.from(random.pick(['"', '}', ']', ',', '-1', '1e99', 'null', '\\u0000', '{"a":', '9'.repeat(30)])),
    ])
    bytes = Buffer.concat([before, by, after])
  }
  return bytes
}

test('the supplier takes in what the hub let through, to the last message', { timeout: 60_000 }, async () => {
  const client = houses.clientOf('supplier', houses.hubUrl, ONCE)
  const ports = { pool: houses.supplier.pool, clock: houses.supplier.ports.clock, handlers: houses.handlers }
  expect(await pollCategory('measuredata', { client, ports })).toMatchObject({ deadLetters: 0 })
  const queued = await queueLedger(houses.hub.pool, SUPPLIER)
  expect(queued).toMatchObject({ open: [], taken: queued.transactions })
  expect((await inboxOf(houses.supplier.pool)).map(({ id }) => id)).toEqual(queued.acknowledged)
  expect(await acceptedTransactions(houses.supplier.pool)).toBe(queued.transactions)
  expect(queued.transactions).toBe(await acceptedTransactions(houses.hub.pool))
})
