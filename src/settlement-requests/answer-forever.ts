import { setTimeout as sleep } from 'node:timers/promises'
import { answerRequests, type AnsweredRequests } from './answer-requests.ts'
import type { AnswerPorts } from './answers/answer-ports.ts'

/** Answers requests as they come. */
export interface RequestAnswerer {
  /** Looks for requests now, because one has just been stored. */
  readonly wake: () => void
  /** Settles when the signal has ended it and what was under way is done. */
  readonly ended: Promise<void>
}

/** How it answers. */
export interface AnswererOptions {
  readonly signal: AbortSignal
  /** how long it waits when it is not woken, milliseconds: for what another process stored, and for what failed */
  readonly pauseMs: number
  readonly onRound: (answered: AnsweredRequests) => void
  /** what stopped a whole round, such as a database that is away; the next one is tried after the pause */
  readonly onFailure: (error: unknown) => void
}

/** Starts answering, until the signal. */
export function answerForever(ports: AnswerPorts, options: AnswererOptions): RequestAnswerer {
  const { signal, pauseMs, onRound, onFailure } = options
  let isWoken = false
  let pause = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!signal.aborted) {
      isWoken = false
      await answerRequests(ports, signal).then(onRound, onFailure)
      if (isWoken || signal.aborted) continue
      pause = new AbortController()
      await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(() => {})
    }
  }
  return {
    wake: () => {
      isWoken = true
      pause.abort()
    },
    ended: rounds(),
  }
}
