import { clockFrom } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { BundleLimits } from '../queue/bundle-limits.ts'
import { dequeue } from '../queue/dequeue.ts'
import { enqueueAcknowledgements, enqueueAggregations, enqueueReadings, enqueueWholesale } from '../queue/enqueue.ts'
import type {
  OutgoingAcknowledgement,
  OutgoingAggregation,
  OutgoingReading,
  OutgoingWholesale,
} from '../queue/outgoing.ts'
import type { Party, QueueCategory } from '../queue/party.ts'
import { peek } from '../queue/peek.ts'
import type { QueuedMessage, QueuePorts } from '../queue/ports.ts'
import { HUB, SUPPLIER } from './outgoing.ts'

/** Five minutes, as in the market. */
export const BUNDLE_AGE_MS = 300_000

/** The queues of a test's database, with a clock that the test moves. */
export class TestQueues {
  readonly ports: QueuePorts
  nowMs = Date.UTC(2026, 2, 3, 6)

  constructor(pool: Pool, limits?: BundleLimits) {
    this.ports = {
      pool,
      zone: dk.zone,
      clock: clockFrom(() => this.nowMs),
      sender: HUB,
      bundleAgeMs: BUNDLE_AGE_MS,
      ...(limits === undefined ? {} : { limits }),
    }
  }

  async readings(readings: readonly OutgoingReading[]): Promise<void> {
    await inTransaction(this.ports.pool, (trx) => enqueueReadings(trx, readings, this.nowMs))
  }

  async sums(sums: readonly OutgoingAggregation[]): Promise<void> {
    await inTransaction(this.ports.pool, (trx) => enqueueAggregations(trx, sums, this.nowMs))
  }

  async amounts(amounts: readonly OutgoingWholesale[]): Promise<void> {
    await inTransaction(this.ports.pool, (trx) => enqueueWholesale(trx, amounts, this.nowMs))
  }

  async answers(answers: readonly OutgoingAcknowledgement[]): Promise<void> {
    await inTransaction(this.ports.pool, (trx) => enqueueAcknowledgements(trx, answers, this.nowMs))
  }

  /** So that whatever waits may be handed out. */
  wait(): void {
    this.nowMs += BUNDLE_AGE_MS
  }

  async peek(
    party: Party = SUPPLIER,
    category: QueueCategory = 'measuredata',
    format: DocumentFormat = 'json',
  ): Promise<QueuedMessage | undefined> {
    return await peek(this.ports, party, category, format)
  }

  async dequeue(messageId: string, party: Party = SUPPLIER): Promise<'dequeued' | 'unknown'> {
    return await dequeue(this.ports, party, messageId)
  }

  /** Everything a queue hands out, message by message, each dequeued. */
  async drain(party: Party = SUPPLIER, category: QueueCategory = 'measuredata'): Promise<QueuedMessage[]> {
    const messages: QueuedMessage[] = []
    for (;;) {
      const message = await this.peek(party, category)
      if (message === undefined) return messages
      messages.push(message)
      await this.dequeue(message.messageId, party)
    }
  }
}
