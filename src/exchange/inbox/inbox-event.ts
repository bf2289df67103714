import type { QueueCategory } from '../queue/party.ts'

interface MessageEvent {
  readonly category: QueueCategory
  readonly messageId: string
  /** what the hub calls the request in its own logs */
  readonly correlationId?: string
}

/** What happens while queues are read, for the log. */
export type InboxEvent =
  | (MessageEvent & {
      readonly event: 'stored'
      readonly outcome: 'accepted' | 'partly' | 'repeated'
      readonly rootKey: string
      readonly bytes: number
      /** from the answer of the hub to the commit, milliseconds */
      readonly tookMs: number
    })
  | (MessageEvent & { readonly event: 'known' })
  | (MessageEvent & {
      readonly event: 'dead-letter'
      readonly rootKey: string | null
      readonly bytes: number
      readonly code: string
      readonly reason: string
    })
  | (MessageEvent & { readonly event: 'failed'; readonly times: number; readonly reason: string })
  | { readonly event: 'dequeued'; readonly category: QueueCategory; readonly messageId: string }
  | { readonly event: 'empty'; readonly category: QueueCategory }
  | {
      readonly event: 'fault'
      readonly category: QueueCategory
      readonly code: string
      readonly reason: string
      readonly retryInMs: number
    }
