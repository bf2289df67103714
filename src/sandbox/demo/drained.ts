import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { TokenSource } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'

const Status = Type.Object({
  queues: Type.Array(
    Type.Object({
      actorId: Type.String(),
      role: Type.String(),
      transactions: Type.Integer(),
      messages: Type.Integer(),
    }),
  ),
})

/** Whose queues are looked at, and how. */
export interface DrainOptions {
  readonly hubUrl: string
  /** Tokens of whoever may see the queues. */
  readonly tokens: TokenSource
  readonly actorId: string
  readonly role: string
  /** How long the queues may stay as they are before that counts as stuck, milliseconds; two minutes when absent. */
  readonly patienceMs?: number
}

const LOOK_MS = 200

/**
 * Waits until the hub has nothing left for an actor: everything was taken, stored and acknowledged.
 * @param onWaiting is told how many transactions wait, whenever that changes
 * @throws GridbookError DEMO_STUCK when the queues do not move any more
 */
export async function drained(
  options: DrainOptions,
  onWaiting: (transactions: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { patienceMs = 120_000 } = options
  let [last, movedAtMs] = ['', performance.now()]
  for (;;) {
    signal?.throwIfAborted()
    const queues = await waitingIn(options)
    if (queues.length === 0) return
    const now = JSON.stringify(queues)
    if (now !== last) {
      ;[last, movedAtMs] = [now, performance.now()]
      onWaiting(queues.reduce((sum, { transactions }) => sum + transactions, 0))
    } else if (performance.now() - movedAtMs > patienceMs) {
      throw new GridbookError('DEMO_STUCK', `the queues of ${options.actorId} at the hub do not move: ${now}`)
    }
    await pause(LOOK_MS, undefined, signal === undefined ? {} : { signal })
  }
}

async function waitingIn({ hubUrl, tokens, actorId, role }: DrainOptions): Promise<{ transactions: number }[]> {
  const headers = { authorization: `Bearer ${await tokens.token()}` }
  const answer = await fetch(`${hubUrl}/v1/status`, { headers }).catch((cause: unknown) => {
    throw new GridbookError('DEMO_STUCK', `the hub at ${hubUrl} does not answer`, { path: hubUrl }, { cause })
  })
  const body: unknown = answer.ok ? await answer.json() : await answer.text()
  if (!Value.Check(Status, body))
    throw new GridbookError('DEMO_STUCK', `the hub does not tell its status: ${answer.status} ${JSON.stringify(body)}`)
  return body.queues.filter(
    (queue) => queue.actorId === actorId && queue.role === role && queue.transactions + queue.messages > 0,
  )
}
