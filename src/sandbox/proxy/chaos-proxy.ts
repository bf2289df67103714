import { setTimeout as pause } from 'node:timers/promises'
import { hashOf, pick, PURPOSE } from '../hash.ts'
import { startRelay } from './relay.ts'
import type { Forward, Relay, RelayedAnswer, RelayedRequest, RelayResponse } from './relay.ts'

/**
 * What may happen to a request. `lost` and `failed` never reach the target; `unanswered`, `failed_late` and `truncated` do
 * their work there, and the sender cannot know it; `doubled` is passed on twice, one after the other.
 */
export const CHAOS_FAULTS = ['lost', 'unanswered', 'failed', 'failed_late', 'delayed', 'doubled', 'truncated'] as const
/** One of the faults. */
export type ChaosFault = (typeof CHAOS_FAULTS)[number]

/** How much goes wrong. */
export interface ChaosOptions {
  /** URL of the server behind the proxy. */
  readonly target: string
  /** The same seed does the same to the first request, the second, and so on. */
  readonly seed: number
  /** Of 1,000 requests, how many suffer each fault; what is left out happens to none. */
  readonly faults: Readonly<Partial<Record<ChaosFault, number>>>
  /** Longest wait of a request that is delayed, milliseconds; 50 when absent. */
  readonly delayMs?: number
}

/** A proxy that does harm. */
export interface ChaosProxy extends Relay {
  /** How many requests suffered each fault, and how many none. */
  counts(): Readonly<Record<ChaosFault | 'passed', number>>
}

/** Starts a proxy that cuts, delays, doubles, truncates and refuses requests, as a network and a server in trouble do. */
export async function startChaosProxy(options: ChaosOptions): Promise<ChaosProxy> {
  const counts = {
    passed: 0,
    ...(Object.fromEntries(CHAOS_FAULTS.map((name) => [name, 0])) as Record<ChaosFault, number>),
  }
  let asked = 0
  const relay = await startRelay(options.target, async (request, forward, response) => {
    const number = asked
    asked += 1
    const fault = faultOf(options, number)
    counts[fault ?? 'passed'] += 1
    await suffer(
      fault,
      request,
      forward,
      response,
      hashOf(options.seed, PURPOSE.chaos, number, 1),
      options.delayMs ?? 50,
    )
  })
  return { ...relay, counts: () => ({ ...counts }) }
}

function faultOf({ seed, faults }: ChaosOptions, number: number): ChaosFault | undefined {
  let drawn = hashOf(seed, PURPOSE.chaos, number, 0) % 1000
  for (const fault of CHAOS_FAULTS) {
    const share = faults[fault] ?? 0
    if (drawn < share) return fault
    drawn -= share
  }
  return undefined
}

async function suffer(
  fault: ChaosFault | undefined,
  request: RelayedRequest,
  forward: Forward,
  response: RelayResponse,
  hash: number,
  delayMs: number,
): Promise<void> {
  if (fault === 'lost') return response.cut()
  if (fault === 'failed') return response.send(refusal(hash))
  if (fault === 'delayed') await pause(pick(hash, 0, delayMs + 1))
  if (fault === 'doubled') await forward(request)
  const answer = await forward(request)
  if (fault === 'unanswered') return response.cut()
  if (fault === 'failed_late') return response.send(refusal(hash))
  if (fault === 'truncated') return response.sendPart(answer, hash % Math.max(answer.body.byteLength, 1))
  return response.send(answer)
}

// 500, 503 and 429 in turn, as a server says that it is in trouble, overloaded, or asked too often.
function refusal(hash: number): RelayedAnswer {
  const status = [500, 503, 429][hash % 3] ?? 500
  return {
    status,
    headers: { 'content-type': 'text/plain', ...(status === 500 ? {} : { 'retry-after': '0' }) },
    body: Buffer.from('in trouble'),
  }
}
