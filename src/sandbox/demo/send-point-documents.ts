import { decodeAnswer, hubClient, wasUsedBefore } from '../../exchange/index.ts'
import type { HubClient } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { AREAS } from '../fixed-points.ts'
import type { PointDocument } from '../point-documents.ts'
import { gridClientId } from './demo-clients.ts'
import type { OpenHouse } from './open-house.ts'
import { tokensOf } from './tokens-of.ts'

const PATH = '/v1.0/cim/requestchangeaccountingpointcharacteristics'

/** What sending works with. */
export interface SendPointPorts {
  readonly house: OpenHouse
  readonly clock: Clock
  readonly onProgress: (progress: { readonly done: number; readonly of: number; readonly unit: string }) => void
}

/**
 * Sends RSM-021 to the hub, each by the grid company of its area, in their order. What the hub has had before it refuses as a
 * duplicate, which is well.
 * @returns how many documents were sent
 * @throws GridbookError DEMO_COMMAND_FAILED when one is refused, or the first answer in the company's queue is a rejection
 */
export async function sendPointDocuments(
  documents: readonly PointDocument[],
  { house, clock, onProgress }: SendPointPorts,
): Promise<number> {
  const clients = new Map(
    AREAS.map((area) => [
      area,
      hubClient({ baseUrl: house.hub.url, tokens: tokensOf(house, gridClientId(area), clock), clock }),
    ]),
  )
  try {
    let done = 0
    for (const { name, area, bytes } of documents) {
      const client = clients.get(area)
      if (client === undefined) throw new Error(`area ${area} has no grid company`)
      const outcome = await client.send(PATH, bytes)
      if (outcome.outcome === 'refused' && !wasUsedBefore(outcome.errors)) {
        throw new GridbookError('DEMO_COMMAND_FAILED', `the hub refused ${name}: ${outcome.text}`, { path: name })
      }
      done += 1
      onProgress({ done, of: documents.length, unit: 'documents' })
    }
    for (const client of clients.values()) await requireConfirmation(client)
    return done
  } finally {
    for (const client of clients.values()) client.close()
  }
}

/** Looks at the head of a grid company's queue, where its answers come in the order of what it sent. */
async function requireConfirmation(client: HubClient): Promise<void> {
  const head = await client.peek('masterdata')
  if (head === undefined) return
  const { records, findings } = decodeAnswer('RSM-021-A01', head.bytes, 'json')
  if (findings.some(({ severity }) => severity === 'error') || records.length === 0) {
    throw new GridbookError(
      'DEMO_COMMAND_FAILED',
      `a grid company was answered ${new TextDecoder().decode(head.bytes)}`,
    )
  }
}
