/**
 * Where a calculation is in its life. `started`: nothing of it is done; `running`; `waiting`: it passed its checks and waits
 * for a second person. The others are ends; one that `failed` may be begun again.
 */
export type CalculationState = 'started' | 'running' | 'waiting' | 'published' | 'failed' | 'cancelled' | 'rejected'

/** What is known of a calculation's life; the state follows from it and is stored nowhere. */
export interface CalculationFacts {
  readonly needsApproval: boolean
  readonly isPublished: boolean
  readonly isCancelled: boolean
  readonly decision: 'approved' | 'rejected' | null
  /** whether a step has failed since the calculation was last begun */
  readonly hasFailed: boolean
  /** names of the steps that are done */
  readonly done: readonly string[]
  /** whether a step has said how far it is */
  readonly hasProgress: boolean
}

/** The step that publishes: the one that four eyes hold. */
const PUBLISHING = 'publish'

/** The step that comes next, counted from 1; undefined when all are done. @param steps of a calculation, in order */
export function nextStep(
  done: readonly string[],
  steps: readonly string[],
): { readonly name: string; readonly number: number; readonly of: number } | undefined {
  const index = steps.findIndex((name) => !done.includes(name))
  const name = steps[index]
  return name === undefined ? undefined : { name, number: index + 1, of: steps.length }
}

/** The state that facts amount to. What was published is published, whatever else was tried. */
export function stateOf(facts: CalculationFacts, steps: readonly string[]): CalculationState {
  if (facts.isPublished) return 'published'
  if (facts.isCancelled) return 'cancelled'
  if (facts.decision === 'rejected') return 'rejected'
  if (facts.hasFailed) return 'failed'
  const isDue = nextStep(facts.done, steps)?.name === PUBLISHING
  if (isDue && facts.needsApproval && facts.decision === null) return 'waiting'
  return facts.done.length > 0 || facts.hasProgress ? 'running' : 'started'
}

/** Whether a calculation in this state changes without anybody doing something about it. */
export function isUnderWay(state: CalculationState): boolean {
  return state === 'started' || state === 'running'
}
