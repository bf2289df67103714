import { startRelay } from './relay.ts'
import type { Relay, RelayedAnswer } from './relay.ts'

/** One reading that is to be lost between the hub and the supplier. */
export interface DroppedReading {
  readonly meteringPointId: string
  /** Start of the series that has it, as the document writes it: `2026-03-09T23:00Z`. */
  readonly seriesStart: string
  /** Position of the reading in its series, from 1. */
  readonly position: number
}

/** A proxy that loses a reading. */
export interface DropReadingProxy extends Relay {
  /** How many times the reading was on its way; a message that is not dequeued comes again. */
  dropped(): number
}

/**
 * Starts a proxy that takes one Point out of the RSM-012 in which it comes, and changes nothing else. What it drops is
 * decided beforehand, so a message that is handed out twice is short of the same reading twice.
 */
export async function startDropReadingProxy(target: string, reading: DroppedReading): Promise<DropReadingProxy> {
  let dropped = 0
  const relay = await startRelay(target, async (asked, forward, response) => {
    const answer = await forward(asked)
    if (asked.method !== 'GET' || answer.status !== 200 || !mentions(answer, reading)) return response.send(answer)
    const without = withoutReading(answer.body, reading)
    if (without === undefined) return response.send(answer)
    dropped += 1
    return response.send({ ...answer, body: without })
  })
  return { ...relay, dropped: () => dropped }
}

// In every engine of today, not yet in the compiler's library.
declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

const ROOT = 'NotifyValidatedMeasureData_MarketDocument'

function mentions({ body }: RelayedAnswer, { meteringPointId }: DroppedReading): boolean {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(meteringPointId)
}

interface Series {
  readonly 'marketEvaluationPoint.mRID'?: { readonly value?: unknown }
  readonly Period?: {
    readonly timeInterval?: { readonly start?: { readonly value?: unknown } }
    Point?: readonly { readonly position?: { readonly value?: unknown } }[]
  }
}

/** The document without the reading; undefined when it is not in there. */
function withoutReading(body: Uint8Array, reading: DroppedReading): Uint8Array | undefined {
  // Numbers stay the text that they are: a detour by floating point would write some of them otherwise.
  const parsed = JSON.parse(new TextDecoder().decode(body), asWritten) as Partial<
    Record<typeof ROOT, { readonly Series?: readonly Series[] }>
  >
  let found = false
  for (const series of parsed[ROOT]?.Series ?? []) {
    const { Period: period } = series
    if (series['marketEvaluationPoint.mRID']?.value !== reading.meteringPointId || period?.Point === undefined) continue
    if (period.timeInterval?.start?.value !== reading.seriesStart) continue
    const left = period.Point.filter(({ position }) => JSON.stringify(position?.value) !== String(reading.position))
    found ||= left.length < period.Point.length
    period.Point = left
  }
  return found ? new TextEncoder().encode(JSON.stringify(parsed)) : undefined
}

function asWritten(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value
}
