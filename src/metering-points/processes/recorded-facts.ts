import type { Transaction } from '../../platform/index.ts'
import { NEWEST_SEQ } from '../periods-as-known.ts'
import { logOf } from '../store.ts'
import { acceptedProcesses } from './process-store.ts'
import type { KnownProcess, RecordedFact } from './request.ts'

/** What processes and imports have recorded about points, which taking a process back needs. */
export class RecordedFacts {
  readonly #facts: Map<string, RecordedFact[]>
  readonly #processes = new Map<bigint, KnownProcess>()

  constructor(facts: ReadonlyMap<string, readonly RecordedFact[]>) {
    this.#facts = new Map([...facts].map(([pointId, list]) => [pointId, [...list]]))
    for (const { process } of [...facts.values()].flat())
      if (process !== undefined) this.#processes.set(process.processId, process)
  }

  /** A process that was accepted before; undefined: it is none of these points'. */
  process(processId: bigint): KnownProcess | undefined {
    return this.#processes.get(processId)
  }

  /** What was recorded about a point, in the order of recording. */
  of(pointId: string): RecordedFact[] {
    return (this.#facts.get(pointId) ?? []).map((fact) =>
      fact.process === undefined ? fact : { process: this.#processes.get(fact.process.processId) ?? fact.process },
    )
  }

  /** A process was accepted. @param cancels the one that it takes back */
  add(process: KnownProcess, cancels: bigint | undefined): void {
    const undone = cancels === undefined ? undefined : this.#processes.get(cancels)
    if (undone !== undefined) this.#processes.set(undone.processId, { ...undone, isCancelled: true })
    this.#processes.set(process.processId, process)
    const { meteringPointId } = process
    this.#facts.set(meteringPointId, [...(this.#facts.get(meteringPointId) ?? []), { process }])
  }
}

/** Reads what was recorded about some points, which the transaction has locked. */
export async function recordedFacts(trx: Transaction, pointIds: readonly string[]): Promise<RecordedFacts> {
  const processes = await acceptedProcesses(trx, pointIds)
  const facts = new Map<string, RecordedFact[]>()
  for (const pointId of new Set(pointIds)) {
    const imported = (await logOf(trx, pointId, NEWEST_SEQ)).filter(({ processId }) => processId === null)
    const inOrder = [
      ...imported.map(({ recordedSeq, validFrom: day, values }) => ({ recordedSeq, fact: { day, values } })),
      ...processes
        .filter(({ process }) => process.meteringPointId === pointId)
        .map(({ recordedSeq, process }) => ({ recordedSeq, fact: { process } })),
    ].toSorted((a, b) => (a.recordedSeq < b.recordedSeq ? -1 : a.recordedSeq > b.recordedSeq ? 1 : 0))
    facts.set(
      pointId,
      inOrder.map(({ fact }) => fact),
    )
  }
  return new RecordedFacts(facts)
}
