import { newUlid } from '../../platform/index.ts'
import type { QueuedItem } from './item.ts'
import { queueNameOf } from './queue-ids.ts'

/** What goes into one queue under one bundling key. */
export interface Batch {
  readonly ulid: string
  readonly items: QueuedItem[]
}

/**
 * The items of one commit by queue and bundling key, in the order of the first of each. Of master data, what has another
 * key in between begins anew: there the order says what became of a point (datahub 3.1), and it is handed out batch by batch.
 */
export function batchesOf(items: readonly QueuedItem[], nowMs: number): Batch[] {
  const batches: Batch[] = []
  const open = new Map<string, Batch>()
  const lastKeys = new Map<string, string>()
  for (const item of items) {
    const { documentType, processType, relatedMessageId } = item
    const queue = queueNameOf(item)
    const key = JSON.stringify([queue, documentType, processType, relatedMessageId])
    const isInOrder = item.category !== 'masterdata' || lastKeys.get(queue) === key
    const batch = isInOrder ? open.get(key) : undefined
    lastKeys.set(queue, key)
    if (batch !== undefined) batch.items.push(item)
    else {
      const begun = { ulid: newUlid(nowMs), items: [item] }
      batches.push(begun)
      open.set(key, begun)
    }
  }
  return batches
}
