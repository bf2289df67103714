import { describe, expect, test } from 'vitest'
import { resultResolution, validateArguments, validateRunArguments } from './arguments.ts'
import type { CalculationArguments } from './arguments.ts'

const HOUR = 3_600_000
// March 2026 in Copenhagen: from 28 February 23:00Z to 31 March 22:00Z.
const march = { fromMs: Date.UTC(2026, 1, 28, 23), toMs: Date.UTC(2026, 2, 31, 22) }
const valid: CalculationArguments = {
  calculationId: '0b15a420-9fc8-409a-a169-fbd49479d718',
  type: 'balance_fixing',
  gridAreas: ['800', '042'],
  period: march,
  quarterlyTransitionMs: Date.UTC(2023, 0, 31, 23),
  zone: 'Europe/Copenhagen',
  isInternal: false,
  createdBy: 'analyst',
  executionStartMs: 0,
}

function faultsOf(change: Partial<CalculationArguments>, validate = validateArguments): (string | undefined)[] {
  const result = validate({ ...valid, ...change })
  return result.ok ? [] : result.error.map((fault) => fault.field)
}

describe('the arguments of a calculation', () => {
  test('are accepted for any whole hours', () => {
    expect(validateArguments(valid)).toEqual({ ok: true, value: valid })
    expect(faultsOf({ period: { fromMs: march.fromMs + 2 * HOUR, toMs: march.fromMs + 3 * HOUR } })).toEqual([])
  })

  test.each<[string, Partial<CalculationArguments>, string]>([
    ['no grid area', { gridAreas: [] }, 'grid-areas'],
    ['a grid area that lost its zero', { gridAreas: ['42'] }, 'grid-areas'],
    ['a grid area given twice', { gridAreas: ['800', '800'] }, 'grid-areas'],
    ['an end at the start', { period: { fromMs: march.fromMs, toMs: march.fromMs } }, 'period-end-datetime'],
    [
      'a start within an hour',
      { period: { fromMs: march.fromMs + HOUR / 4, toMs: march.toMs } },
      'period-start-datetime',
    ],
    [
      'a period over the transition',
      { quarterlyTransitionMs: march.fromMs + 24 * HOUR },
      'quarterly-resolution-transition-datetime',
    ],
    ['an internal balance fixing', { isInternal: true }, 'is-internal-calculation'],
    ['an id that is no uuid', { calculationId: '42' }, 'calculation-id'],
  ])('are refused for %s', (_, change, field) => {
    expect(faultsOf(change)).toEqual([field])
  })

  test('every fault is told at once', () => {
    expect(faultsOf({ gridAreas: [], calculationId: '', isInternal: true })).toEqual([
      'grid-areas',
      'calculation-id',
      'is-internal-calculation',
    ])
  })

  test('the transition may be an end of the period', () => {
    expect(faultsOf({ quarterlyTransitionMs: march.fromMs })).toEqual([])
    expect(faultsOf({ quarterlyTransitionMs: march.toMs })).toEqual([])
    expect(resultResolution({ ...valid, quarterlyTransitionMs: march.fromMs })).toBe('PT15M')
    expect(resultResolution({ ...valid, quarterlyTransitionMs: march.toMs })).toBe('PT1H')
  })
})

function ofRun(change: Partial<CalculationArguments>): (string | undefined)[] {
  return faultsOf(change, validateRunArguments)
}

describe('the arguments of a run', () => {
  test('begin and end at local midnight', () => {
    expect(ofRun({})).toEqual([])
    expect(ofRun({ period: { fromMs: march.fromMs + HOUR, toMs: march.toMs + HOUR } })).toEqual([
      'period-start-datetime',
      'period-end-datetime',
    ])
    expect(ofRun({ quarterlyTransitionMs: Date.UTC(2023, 0, 31) })).toEqual([
      'quarterly-resolution-transition-datetime',
    ])
  })

  test('cover exactly one month for wholesale types', () => {
    expect(ofRun({ type: 'wholesale_fixing' })).toEqual([])
    expect(ofRun({ type: 'second_correction_settlement', period: { ...march, toMs: march.toMs - 24 * HOUR } })).toEqual(
      ['period-end-datetime'],
    )
    expect(ofRun({ type: 'balance_fixing', period: { ...march, toMs: march.toMs - 24 * HOUR } })).toEqual([])
  })

  test('include the rules of the calculation', () => {
    expect(ofRun({ gridAreas: ['8000'], period: { fromMs: march.fromMs + HOUR, toMs: march.toMs } })).toEqual([
      'grid-areas',
      'period-start-datetime',
    ])
  })
})
