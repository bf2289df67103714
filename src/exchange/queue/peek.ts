import { constants, zstdCompressSync } from 'node:zlib'
import { faultPoint, inTransaction, newUlid } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import { BUNDLE_LIMITS } from './bundle-limits.ts'
import { queueState } from './open-bundle.ts'
import type { Party, QueueCategory } from './party.ts'
import type { QueuedMessage, QueuePorts } from './ports.ts'
import { renderMessage } from './render-message.ts'
import { storeBundle } from './store-bundle.ts'
import { readItems, takeParts } from './take-parts.ts'
import { limitsOf, nextBundlingKey, waitingBatches } from './waiting.ts'

/**
 * The next message of a queue: the same one until it is dequeued; undefined when nothing is closed (datahub 1.4).
 *
 * A message is made when none is open, of what waits longest under one bundling key, as soon as that is full or old
 * enough. It is rendered then, in the format asked for, and kept: later peeks get these bytes in this format.
 * @throws MEDIA_TYPE when the next message has no such format
 */
export async function peek(
  ports: QueuePorts,
  party: Party,
  category: QueueCategory,
  format: DocumentFormat,
): Promise<QueuedMessage | undefined> {
  const state = await queueState(ports.pool, party, category)
  if (state?.open !== undefined) return state.open
  if (state?.isWaiting !== true) return undefined
  const message = await inTransaction(ports.pool, async (trx) => {
    // One at a time: a second peek waits, and then finds the message that the first one made.
    await trx.query('select from exchange.queue where queue_id = $1 for no key update', [state.queueId])
    const locked = await queueState(trx, party, category)
    return locked?.open ?? (await makeBundle(trx, ports, { queueId: state.queueId, party, format }))
  })
  faultPoint('queue:peeked')
  return message
}

interface Asked {
  readonly queueId: number
  readonly party: Party
  readonly format: DocumentFormat
}

async function makeBundle(
  trx: Transaction,
  { clock, zone, sender, bundleAgeMs, limits: hubLimits = BUNDLE_LIMITS }: QueuePorts,
  { queueId, party, format }: Asked,
): Promise<QueuedMessage | undefined> {
  const nowMs = clock.nowMs()
  const key = await nextBundlingKey(trx, queueId, nowMs - bundleAgeMs, hubLimits)
  if (key === undefined) return undefined
  const limits = limitsOf(key.documentType, hubLimits)
  const parts = await takeParts(trx, await waitingBatches(trx, queueId, key, limits), limits)
  const messageId = newUlid(nowMs)
  const items = await readItems(trx, parts)
  const head = { messageId, createdAtMs: nowMs, sender, receiver: party }
  const body = renderMessage(head, key, items, { zone, format })
  const packed = zstdCompressSync(body, FAST)
  await storeBundle(trx, { queueId, messageId, key, format, closedAtMs: nowMs, parts, bytes: body.length, packed })
  faultPoint('queue:bundled')
  return { messageId, documentType: key.documentType, format, body }
}

// Level 1 packs at several hundred MB/s; higher ones gain a tenth for three times the time.
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
