import { dk, type GridAreaPeriod } from '../../src/market/index.ts'
import { pointId, responsibleId, supplierId } from '../../src/metering-points/example-points.ts'
import type { PointMasterData } from '../../src/metering-points/model.ts'
import { valuesOf } from '../../src/metering-points/model.ts'
import { candidateOf } from '../../src/metering-points/candidate.ts'
import { checkAlone, planAppend } from '../../src/metering-points/plan-append.ts'
import type { Ground } from '../../src/metering-points/processes/asked.ts'
import { decideProcess } from '../../src/metering-points/processes/decide-process.ts'
import { COMPANY, OTHER_COMPANY, TODAY } from '../../src/metering-points/processes/example-processes.ts'
import type { KnownProcess, ProcessDecision, RecordedFact } from '../../src/metering-points/processes/request.ts'
import { periodsOf } from '../../src/metering-points/rules/history.ts'
import type { RecordedStatement } from '../../src/metering-points/store.ts'
import type { ProcessStep, Step } from './steps.ts'

type History = Map<string, PointMasterData | null>

const ACTORS: ReadonlySet<string> = new Set([
  ...[1, 2, 3].map((n) => `energy_supplier ${supplierId(n)}`),
  `balance_responsible ${responsibleId(1)}`,
])
const COMPANIES: Readonly<Record<string, string>> = { '801': COMPANY, '802': COMPANY, '803': OTHER_COMPANY }
const AREAS = Object.keys(COMPANIES).map((code) => ({ code, validFrom: '2020-01-01' })) as unknown as GridAreaPeriod[]

/** The product's decisions over histories that are kept in maps instead of tables. */
export class EngineInMemory {
  readonly histories = new Map<string, History>()
  readonly #facts = new Map<string, RecordedFact[]>()
  readonly #numbers = new Map<ProcessStep, bigint>()
  readonly #processes = new Map<bigint, KnownProcess>()

  readonly #ground: Ground = {
    profile: dk,
    today: TODAY,
    historyOf: (id) => this.histories.get(id),
    childrenOf: (id) =>
      [...this.histories]
        .filter(([, history]) => [...history.values()].some((v) => v?.parentId === id))
        .map(([child]) => child),
    gridCompanyOf: (code) => COMPANIES[code],
    hasRole: (actorId, role) => ACTORS.has(`${role} ${actorId}`),
    processOf: (number) => this.#processes.get(number),
    factsOf: (id) =>
      (this.#facts.get(id) ?? []).map((fact) =>
        fact.process === undefined ? fact : { process: this.#processes.get(fact.process.processId) ?? fact.process },
      ),
  }

  /** Decides a process and keeps what it makes. */
  ask(step: ProcessStep): ProcessDecision {
    const { kind, point: meteringPointId, stated, sender } = step
    const cancels = step.cancels === undefined ? undefined : (this.#numbers.get(step.cancels) ?? -1n)
    const undone = cancels === undefined ? undefined : this.#processes.get(cancels)
    const effectiveDate = undone?.effectiveDate ?? step.day
    const decision = decideProcess({ kind, meteringPointId, effectiveDate, stated, sender, cancels }, this.#ground)
    if (decision.outcome === 'rejected') return decision
    const processId = BigInt(this.#numbers.size + 1)
    this.#numbers.set(step, processId)
    if (undone !== undefined) this.#processes.set(undone.processId, { ...undone, isCancelled: true })
    const { changed } = decision
    const process = { processId, kind, meteringPointId, effectiveDate, sender, isCancelled: false, changed }
    this.#processes.set(processId, process)
    this.#record(meteringPointId, { process })
    for (const [day, values] of decision.versions) this.#put(meteringPointId, day, values)
    return decision
  }

  /** Takes processes in. @returns the codes and columns of what refuses each; empty when it was accepted */
  faults(...steps: readonly ProcessStep[]): string[][] {
    return steps.map((step) => {
      const decision = this.ask(step)
      return decision.outcome === 'accepted' ? [] : decision.findings.map(({ code, field }) => `${code} ${field}`)
    })
  }

  /** What a point is from each of its days on, shown by one of its fields. */
  shown(n: number, field: keyof PointMasterData): string[] {
    return periodsOf(this.histories.get(pointId(n))).map(
      ({ validFrom, values }) => `${validFrom} ${String(values[field])}`,
    )
  }

  /** Appends what an import states. @returns false when its rules refuse it, or when it is known already */
  import({ row }: Extract<Step, { act: 'import' }>): boolean {
    const known = [...this.histories].flatMap(([meteringPointId, history]) =>
      [...history].map(([validFrom, values]) => ({ meteringPointId, validFrom, values })),
    )
    const plan = planAppend(checkAlone([candidateOf(row)], dk), known as unknown as RecordedStatement[], AREAS)
    if (plan.append.length === 0) return false
    const values = row.tombstone === true ? null : valuesOf(row)
    this.#record(row.meteringPointId, { day: row.validFrom, values })
    this.#put(row.meteringPointId, row.validFrom, values)
    return true
  }

  #record(id: string, fact: RecordedFact): void {
    this.#facts.set(id, [...(this.#facts.get(id) ?? []), fact])
  }

  #put(id: string, day: string, values: PointMasterData | null): void {
    const history = this.histories.get(id) ?? new Map<string, PointMasterData | null>()
    this.histories.set(id, history.set(day, values))
  }
}
