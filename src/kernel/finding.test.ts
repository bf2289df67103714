import { describe, expect, test } from 'vitest'
import { catalogue } from './errors.ts'
import { finding, GridbookError, warning } from './finding.ts'

describe('a finding', () => {
  test('says what, where and what to do next', () => {
    expect(
      finding('E86', 'position 3 is -1.5 kWh', {
        path: '$.Series[0]',
        point: '571313000000002000',
        day: '2026-03-29',
      }),
    ).toEqual({
      code: 'E86',
      severity: 'error',
      message: 'position 3 is -1.5 kWh',
      path: '$.Series[0]',
      point: '571313000000002000',
      day: '2026-03-29',
      hint: catalogue.E86.next,
    })
  })

  test('has no place where none was given', () => {
    const found = finding('USAGE', 'no file was named', { path: undefined, line: undefined })
    expect(Object.keys(found)).toEqual(['code', 'severity', 'message', 'hint'])
  })

  test('can be a warning', () => {
    expect(warning('CHECK_DIGIT', 'wrong', { line: 7 })).toMatchObject({
      severity: 'warning',
      code: 'CHECK_DIGIT',
      line: 7,
    })
  })

  test('takes a code of the catalogue only', () => {
    // @ts-expect-error there is no such code
    expect(() => finding('E99', 'unheard of')).toThrow(TypeError)
  })
})

describe('a thrown error', () => {
  const cause = new Error('ENOSPC')
  const error = new GridbookError(
    'STORAGE_FULL',
    'the lake has 0 bytes left',
    { field: 'lakeDir', day: undefined },
    { cause },
  )

  test('carries code, hint, place and cause', () => {
    expect(error).toMatchObject({ code: 'STORAGE_FULL', hint: catalogue.STORAGE_FULL.next, cause })
    expect(error.where).toStrictEqual({ field: 'lakeDir' })
  })

  test('is an error with its own name', () => {
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toBe('GridbookError: the lake has 0 bytes left')
  })
})
