import { catalogue, type Finding } from '../../src/kernel/index.ts'
import { POINT_FIELDS, valuesOf } from '../../src/metering-points/model.ts'
import { inForceOn, type PointHistory } from '../../src/metering-points/rules/history.ts'
import { EngineInMemory } from './engine-in-memory.ts'
import { DAYS } from './plain-days-of-points.ts'
import { PlainHub, type Verdict } from './plain-hub.ts'
import { said, type PlainPoint, type PlainValues } from './plain-point.ts'
import type { Step } from './steps.ts'

const FIELDS = POINT_FIELDS.map(([, field]) => field)

/** What became of a process. */
type Answer = { readonly outcome: 'accepted' } | { readonly outcome: 'rejected'; readonly findings: readonly Finding[] }

/** How the outcomes of a run spread, so that a test sees that every kind of case came up. */
export type Counts = Map<string, number>

/**
 * Takes steps in by the engine and by the plain hub.
 * @returns the first step at which they differ, and how; undefined: they agree on every outcome, code and day
 */
export function firstDifference(steps: readonly Step[], counts: Counts = new Map()): string | undefined {
  const engine = new EngineInMemory()
  const plain = new PlainHub()
  for (const [n, step] of steps.entries()) {
    const point = step.act === 'import' ? step.row.meteringPointId : step.point
    if (step.act === 'import') {
      const { row } = step
      const isTaken = engine.import(step)
      if (isTaken) plain.import(point, row.validFrom, row.tombstone === true ? null : valuesOf(row))
      count(counts, `import ${isTaken ? 'taken' : 'refused'}`)
    } else {
      const decision = engine.ask(step)
      const verdict = plain.ask(step)
      count(counts, `${step.kind} ${decision.outcome}`)
      for (const code of verdict.codes) count(counts, `${step.kind} ${code}`)
      const difference = differentOutcome(decision, verdict)
      if (difference !== undefined) return `step ${n}: ${difference}`
    }
    const day = differentDay(engine.histories.get(point), plain.point(point))
    if (day !== undefined) return `step ${n}: ${day}`
  }
  return undefined
}

function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

/** How an answer differs from what the plain hub says; undefined: not at all. */
export function differentOutcome(decision: Answer, { codes, isExact }: Verdict): string | undefined {
  const expected = [...codes].toSorted()
  const answered =
    decision.outcome === 'accepted'
      ? []
      : [...new Set(decision.findings.map(({ code }) => catalogue[code].answeredAs ?? code))].toSorted()
  const agree = isExact
    ? answered.join(' ') === expected.join(' ')
    : answered.length > 0 && expected.every((code) => answered.includes(code))
  if (agree) return undefined
  const why = decision.outcome === 'accepted' ? '' : decision.findings.map(({ message }) => message).join('; ')
  return `the engine says [${answered.join(' ')}] (${why}), the plain hub [${expected.join(' ')}]`
}

function differentDay(history: PointHistory | undefined, point: PlainPoint | undefined): string | undefined {
  for (const [place, day] of DAYS.entries()) {
    const field = differentField(FIELDS, inForceOn(history, day), point?.days[place])
    if (field !== undefined) return `${day} differs in ${field}`
  }
  return undefined
}

/** A field in which a day differs from what the plain hub has there; undefined: none. */
export function differentField(
  fields: readonly string[],
  values: Readonly<Record<string, unknown>> | undefined,
  plain: PlainValues | undefined,
): string | undefined {
  if (values === undefined || plain === undefined)
    return values === undefined && plain === undefined ? undefined : 'whether it is there'
  const field = fields.find((each) => values[each] !== said(plain, each))
  return field === undefined
    ? undefined
    : `${field}: the engine ${String(values[field])}, plain ${String(said(plain, field))}`
}

/** The steps of a sequence that still show a difference, as few as leaving some out can find. */
export function shrunk(steps: readonly Step[]): readonly Step[] {
  for (let n = steps.length - 1; n >= 0; n -= 1) {
    const fewer = steps.filter((_, other) => other !== n)
    if (firstDifference(fewer) !== undefined) return shrunk(fewer)
  }
  return steps
}
