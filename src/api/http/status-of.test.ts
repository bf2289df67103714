import { expect, test } from 'vitest'
import { catalogue, GridbookError, isErrorCode } from '../../kernel/index.ts'
import { statusOf, toGridbookError } from './status-of.ts'

test('every code of the catalogue has a status that fits who can mend it', () => {
  for (const { code, audience } of Object.values(catalogue)) {
    const status = statusOf(new GridbookError(code, 'x'))
    if (audience === 'developer') expect(status).toBe(500)
    else if (audience === 'operator') expect(status).toBe(503)
    else expect([400, 401, 403, 404, 405, 409, 413, 415, 503]).toContain(status)
  }
})

test.each([
  ['TOKEN_INVALID', 401],
  ['ACCESS_DENIED', 403],
  ['DOCUMENT_TOO_LARGE', 413],
  ['INTAKE_BUSY', 503],
  ['API_BUSY', 503],
  ['ISSUER_UNAVAILABLE', 503],
  ['DATABASE_UNAVAILABLE', 503],
])('%s is %i', (code, status) => {
  if (!isErrorCode(code)) throw new Error(`${code} is not in the catalogue`)
  expect(statusOf(new GridbookError(code, 'x'))).toBe(status)
})

test('anything else is a failure of ours', () => {
  expect(statusOf(new Error('x'))).toBe(500)
  expect(statusOf('x')).toBe(500)
})

test('what HTTP itself finds wrong becomes an entry of the catalogue', () => {
  const failure = (parts: object): string => toGridbookError(Object.assign(new Error('x'), parts)).code
  expect(failure({ statusCode: 400, validation: [{ instancePath: '/limit' }] })).toBe('REQUEST_INVALID')
  expect(failure({ statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' })).toBe('DOCUMENT_TOO_LARGE')
  expect(failure({ statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' })).toBe('MEDIA_TYPE')
  expect(failure({ statusCode: 414 })).toBe('REQUEST_INVALID')
  expect(failure({ statusCode: 500 })).toBe('INTERNAL')
  expect(failure({})).toBe('INTERNAL')
  expect(toGridbookError(undefined)).toMatchObject({ code: 'INTERNAL', message: 'undefined' })
  const known = new GridbookError('NOT_FOUND', 'x')
  expect(toGridbookError(known)).toBe(known)
})
