import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { wasUsedBefore } from '../../exchange/index.ts'
import type { HubClient } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import type { Area } from '../fixed-points.ts'
import type { PlannedDocument } from '../document-plan.ts'

/** What became of the documents that were sent. */
export interface PostedDocuments {
  readonly sent: number
  /** How many of them the hub had already, from an earlier demo that was interrupted. */
  readonly known: number
}

const PATH = '/v1.0/cim/notifyvalidatedmeasuredata'
const IN_FLIGHT = 4

/**
 * Sends documents to the hub, each by the company that reads its area's meters, several at a time and in the order of
 * their names. What the hub has had before is refused by it as a duplicate, which is well.
 * @throws GridbookError DEMO_COMMAND_FAILED when a document is refused for anything else
 */
export async function postDocuments(
  documents: readonly Pick<PlannedDocument, 'name' | 'area'>[],
  directory: string,
  clients: Readonly<Record<Area, HubClient>>,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<PostedDocuments> {
  const waiting = documents.values()
  let [sent, known] = [0, 0]
  const send = async (): Promise<void> => {
    for (const { name, area } of waiting) {
      signal?.throwIfAborted()
      const outcome = await clients[area].send(PATH, await readFile(join(directory, name)), signal)
      if (outcome.outcome === 'accepted' ? outcome.repeated : wasUsedBefore(outcome.errors)) known += 1
      else if (outcome.outcome === 'refused')
        throw new GridbookError('DEMO_COMMAND_FAILED', `the hub refused ${name}: ${outcome.text}`, { path: name })
      sent += 1
      onProgress(sent)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, send))
  return { sent, known }
}
