import { describe, expect, test } from 'vitest'
import { catalogue, finding, warning, type ErrorCode } from '../kernel/index.ts'
import { isSynchronous, marketCodeOf } from './market-code.ts'

describe('the code that a sender is answered', () => {
  test.each([
    ['E10', 'E10'],
    ['00102', '00102'],
    ['DUPLICATE_TRANSACTION', '00102'],
    ['FIELD_MISSING', '00302'],
    ['PERIOD_RESOLUTION_UNSUPPORTED', 'D23'],
    ['CHECK_DIGIT', 'E10'],
    ['DAY_LENGTH', 'E50'],
  ] as const)('%s is answered as %s', (code, answered) => {
    expect(marketCodeOf(code)).toBe(answered)
  })

  test('is one of the market for every fault that a decoder or a judge can find in a document', () => {
    const named: ErrorCode[] = ['CHECK_DIGIT', 'DAY_LENGTH', 'DOCUMENT_TOO_LARGE', 'JSON_BROKEN', 'FIELD_INVALID']
    const codes = [
      ...Object.keys(catalogue).filter((code) => /^(?:\d{5}|[A-Z]\d\d)$/.test(code)),
      ...named,
    ] as ErrorCode[]
    expect(codes.length).toBeGreaterThan(25)
    for (const code of codes) expect(marketCodeOf(code)).toMatch(/^(?:00\d{3}|[A-Z]\w\d)$/)
  })
})

describe('synchronous faults', () => {
  test.each([
    ['00202', true],
    ['FIELD_INVALID', true],
    ['DUPLICATE_MESSAGE', true],
    ['E10', false],
    ['E87', false],
    ['DAY_LENGTH', false],
  ] as const)('%s: %s', (code, answer) => {
    expect(isSynchronous(finding(code, 'a fault'))).toBe(answer)
  })

  test('a warning refuses nothing', () => {
    expect(isSynchronous(warning('FIELD_INVALID', 'only said'))).toBe(false)
  })
})
