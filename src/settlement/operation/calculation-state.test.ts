import { describe, expect, test } from 'vitest'
import { isUnderWay, nextStep, stateOf, type CalculationFacts, type CalculationState } from './calculation-state.ts'

const STEPS = ['pin', 'calculate', 'check', 'publish']
const FRESH: CalculationFacts = {
  needsApproval: false,
  isPublished: false,
  isCancelled: false,
  decision: null,
  hasFailed: false,
  done: [],
  hasProgress: false,
}
const CHECKED = { done: ['pin', 'calculate', 'check'] } as const

const CASES: readonly [string, Partial<CalculationFacts>, CalculationState][] = [
  ['nothing is done', {}, 'started'],
  ['its first step speaks', { hasProgress: true }, 'running'],
  ['a step is done', { done: ['pin'] }, 'running'],
  ['checked, and nobody has to approve', CHECKED, 'running'],
  ['checked, and somebody has to approve', { ...CHECKED, needsApproval: true }, 'waiting'],
  ['somebody has to approve, and it is not checked', { done: ['pin', 'calculate'], needsApproval: true }, 'running'],
  ['approved', { ...CHECKED, needsApproval: true, decision: 'approved' }, 'running'],
  ['rejected', { ...CHECKED, needsApproval: true, decision: 'rejected' }, 'rejected'],
  ['a step failed', { done: ['pin'], hasFailed: true }, 'failed'],
  ['its publication failed', { ...CHECKED, needsApproval: true, decision: 'approved', hasFailed: true }, 'failed'],
  ['cancelled before it began', { isCancelled: true }, 'cancelled'],
  ['cancelled, which its step says as a failure', { isCancelled: true, hasFailed: true }, 'cancelled'],
  ['cancelled while it waited', { ...CHECKED, needsApproval: true, isCancelled: true }, 'cancelled'],
  ['published', { done: STEPS, isPublished: true }, 'published'],
  ['published, whatever failed on the way', { done: STEPS, isPublished: true, hasFailed: true }, 'published'],
]

test.each(CASES)('%s: %o is %s', (_, facts, state) => {
  expect(stateOf({ ...FRESH, ...facts }, STEPS)).toBe(state)
})

describe('the next step', () => {
  test('is the first that is not done, counted from one', () => {
    expect(nextStep([], STEPS)).toEqual({ name: 'pin', number: 1, of: 4 })
    expect(nextStep(['pin', 'calculate'], STEPS)).toEqual({ name: 'check', number: 3, of: 4 })
    expect(nextStep(STEPS, STEPS)).toBeUndefined()
  })

  test('may be one that the program has got since', () => {
    expect(nextStep(['pin'], ['pin', 'inspect', 'calculate'])?.name).toBe('inspect')
  })
})

test('what starts and runs goes on by itself, everything else waits for somebody', () => {
  const all: CalculationState[] = ['started', 'running', 'waiting', 'published', 'failed', 'cancelled', 'rejected']
  expect(all.filter(isUnderWay)).toEqual(['started', 'running'])
})
