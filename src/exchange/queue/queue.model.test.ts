import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { glnWithCheckDigit, gsrnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { decodeRsm012 } from '../rsm012/decode.ts'
import { dayReadings } from '../testing/outgoing.ts'
import { BUNDLE_AGE_MS, TestQueues } from '../testing/queue-database.ts'
import { queueDepths } from './depths.ts'
import type { OutgoingReading } from './outgoing.ts'
import type { Party } from './party.ts'
import type { QueuedMessage } from './ports.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

const LIMITS = { transactions: 5, points: 24 * 4 + 60, bytes: 1e9 }

type Kind = 'E23' | 'E30 a' | 'E30 b'
interface Waiting {
  readonly point: string
  readonly kind: Kind
  readonly points: number
  readonly enqueuedMs: number
}

/** What a queue must do, in a list: slow, plain, and without a database. */
class QueueModel {
  readonly waiting: Waiting[] = []
  open: readonly Waiting[] | undefined

  peek(nowMs: number): readonly Waiting[] | undefined {
    this.open ??= this.#take(nowMs)
    return this.open
  }

  #take(nowMs: number): readonly Waiting[] | undefined {
    const kinds = [...new Set(this.waiting.map(({ kind }) => kind))]
    const kind = kinds.find((one) => {
      const of = this.waiting.filter((item) => item.kind === one)
      const isOld = of.some(({ enqueuedMs }) => enqueuedMs <= nowMs - BUNDLE_AGE_MS)
      const points = of.reduce((sum, item) => sum + item.points, 0)
      // What has waited longest and is old enough goes first; nothing younger can be old.
      return isOld || of.length >= LIMITS.transactions || points >= LIMITS.points
    })
    const oldest = this.waiting.find(({ enqueuedMs }) => enqueuedMs <= nowMs - BUNDLE_AGE_MS)?.kind ?? kind
    if (oldest === undefined) return undefined
    const taken: Waiting[] = []
    for (const item of this.waiting.filter((one) => one.kind === oldest)) {
      const points = taken.reduce((sum, one) => sum + one.points, item.points)
      if (taken.length > 0 && (taken.length >= LIMITS.transactions || points > LIMITS.points)) break
      taken.push(item)
    }
    for (const item of taken) this.waiting.splice(this.waiting.indexOf(item), 1)
    return taken
  }
}

type Step =
  | { readonly do: 'enqueue'; readonly party: 0 | 1; readonly items: readonly { kind: Kind; quarters: boolean }[] }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'peek' | 'dequeue' | 'dequeue other'; readonly party: 0 | 1 }

const party = fc.constantFrom<(0 | 1)[]>(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      party,
      items: fc.array(
        fc.record({ kind: fc.constantFrom<Kind[]>('E23', 'E23', 'E30 a', 'E30 b'), quarters: fc.boolean() }),
        { maxLength: 8 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 100_000, 300_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('peek' as const, 'dequeue' as const), party }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dequeue other' as const), party }) },
)

let made = 0

function toReading(receiver: Party, { kind, quarters }: { kind: Kind; quarters: boolean }): OutgoingReading {
  const [reading] = dayReadings(1, quarters ? 'PT15M' : 'PT1H', {
    receiver,
    meteringPointId: gsrnWithCheckDigit((made += 1)),
    ...(kind === 'E23' ? {} : { processType: 'E30', relatedMessageId: kind }),
  })
  if (reading === undefined) throw new Error('no reading')
  return reading
}

function pointsIn(message: QueuedMessage | undefined): string[] | undefined {
  if (message === undefined) return undefined
  return decodeRsm012(message.body, { profile: dk }).transactions.map(({ meteringPointId }) => meteringPointId)
}

test(
  'whatever is done in whatever order: each queue hands out what the model says, all of it, once',
  { timeout: 240_000 },
  async () => {
    let parties = 0
    let delivered = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80 }), async (steps) => {
        const queues = new TestQueues(database.pool, LIMITS)
        const both = [1, 2].map((): Party => ({ actorId: glnWithCheckDigit((parties += 1)), role: 'DDQ' }))
        const models = both.map(() => new QueueModel())
        const lastIds = both.map(() => '')
        const one = async (taken: Step): Promise<void> => {
          if (taken.do === 'wait') {
            queues.nowMs += taken.ms
            return
          }
          const receiver = both[taken.party]
          const model = models[taken.party]
          if (receiver === undefined || model === undefined) throw new Error('no party')
          if (taken.do === 'enqueue') {
            const readings = taken.items.map((item) => toReading(receiver, item))
            await queues.readings(readings)
            // Of one commit each kind lies together, in the order in which the kinds first occur.
            for (const kind of new Set(taken.items.map((item) => item.kind))) {
              for (const [n, item] of taken.items.entries()) {
                const point = readings[n]?.meteringPointId ?? ''
                const points = item.quarters ? 96 : 24
                if (item.kind === kind) model.waiting.push({ point, kind, points, enqueuedMs: queues.nowMs })
              }
            }
          } else if (taken.do === 'peek') {
            const message = await queues.peek(receiver)
            expect(pointsIn(message)).toEqual(model.peek(queues.nowMs)?.map(({ point }) => point))
            lastIds[taken.party] = message?.messageId ?? lastIds[taken.party] ?? ''
          } else if (taken.do === 'dequeue') {
            const id = lastIds[taken.party] ?? ''
            expect(await queues.dequeue(id, receiver)).toBe(id === '' ? 'unknown' : 'dequeued')
            delivered += model.open?.length ?? 0
            model.open = undefined
          } else {
            expect(await queues.dequeue(lastIds[1 - taken.party] ?? '', receiver)).toBe('unknown')
          }
        }
        for (const taken of steps) await one(taken)
        const depths = await queueDepths(database.pool)
        for (const [n, model] of models.entries()) {
          const depth = depths.find(({ actorId }) => actorId === both[n]?.actorId)
          expect(depth?.transactions ?? 0).toBe(model.waiting.length + (model.open?.length ?? 0))
        }
      }),
      { numRuns: 60 },
    )
    expect(delivered).toBeGreaterThan(200)
  },
)
