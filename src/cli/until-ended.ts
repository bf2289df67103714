/** When this process is asked to end. */
export interface Ended {
  /** aborted at that moment */
  readonly signal: AbortSignal
  readonly reached: Promise<void>
}

/** Waits for Ctrl-C or a request to end; from now on these end what goes on in order, and a second one at once. */
export function untilEnded(): Ended {
  const abort = new AbortController()
  const reached = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        abort.abort()
        resolve()
      })
    }
  })
  return { signal: abort.signal, reached }
}
