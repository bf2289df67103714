/** Where an event stands: the order of commits, and within one commit its ordinal. */
export type EventPosition = {
  readonly recordedSeq: bigint
  /** from 0 */
  readonly ordinal: number
}

/** Before every event. */
export const FIRST_POSITION: EventPosition = { recordedSeq: 0n, ordinal: 0 }

/** After every event of a commit. */
export function endOfCommit(recordedSeq: bigint): EventPosition {
  return { recordedSeq, ordinal: LARGEST_ORDINAL }
}

const LARGEST_ORDINAL = 2 ** 31 - 1
const LARGEST_SEQ = 2n ** 63n - 1n

/** A position as the id of its event, `1204-0`; the end of a commit is its number. */
export function toEventId({ recordedSeq, ordinal }: EventPosition): string {
  return ordinal === LARGEST_ORDINAL ? String(recordedSeq) : `${recordedSeq}-${ordinal}`
}

/** Reads an id, or the number of a commit, which stands for its last event; undefined: it is neither. */
export function parsePosition(text: string): EventPosition | undefined {
  const [, seq, ordinal] = /^(\d{1,19})(?:-(\d{1,10}))?$/.exec(text) ?? []
  if (seq === undefined) return undefined
  const position = { recordedSeq: BigInt(seq), ordinal: ordinal === undefined ? LARGEST_ORDINAL : Number(ordinal) }
  return position.recordedSeq <= LARGEST_SEQ && position.ordinal <= LARGEST_ORDINAL ? position : undefined
}
