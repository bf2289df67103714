import { isUnderWay } from './calculation-state.ts'
import { calculationStatus, type CalculationStatus, type StatusPorts } from './calculation-status.ts'

/** How a calculation is watched. */
export interface Watching {
  /** waits between two looks; resolves at once, or soon, when the watcher goes away */
  readonly pause: () => Promise<void>
  readonly signal?: AbortSignal
}

/**
 * The status of a calculation, and again whenever it has changed, until it is at an end or waits for a person, or the
 * watcher goes away. It looks at what is stored, so it does not matter which process computes.
 * @throws GridbookError NOT_FOUND
 */
export async function* watchCalculation(
  calculationId: string,
  ports: StatusPorts,
  { pause, signal }: Watching,
): AsyncGenerator<CalculationStatus, void, void> {
  let shown = ''
  while (signal?.aborted !== true) {
    const status = await calculationStatus(calculationId, ports)
    const now = momentOf(status)
    if (now !== shown) yield status
    shown = now
    if (!isUnderWay(status.state)) return
    await pause()
  }
}

/** What changes while a calculation goes on, as a text to compare. */
function momentOf({ state, step, progress }: CalculationStatus): string {
  return JSON.stringify([state, step?.name, progress?.part, progress?.done])
}
