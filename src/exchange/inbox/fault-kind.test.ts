import { expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { HubFault } from '../client/hub-fault.ts'
import { isPassing } from './fault-kind.ts'

function sql(code: string, cause?: unknown): Error {
  return Object.assign(new Error('of the database', { cause }), { severity: 'ERROR', code })
}

test.each(['08006', '40001', '40P01', '42501', '42P01', '53100', '53300', '55P03', '57014', '57P01', '58030', 'XX000'])(
  'a failure of the database with state %s passes',
  (code) => {
    expect(isPassing(sql(code))).toBe(true)
    expect(isPassing(new Error('not stored', { cause: sql(code) }))).toBe(true)
  },
)

test.each(['22001', '22021', '22P05', '23505', '23514'])('state %s is the message’s own', (code) => {
  expect(isPassing(sql(code))).toBe(false)
  expect(isPassing(new GridbookError('INTERNAL', 'not stored', {}, { cause: sql(code) }))).toBe(false)
})

test('what an operator has to mend passes, what a sender or developer has to mend does not', () => {
  expect(isPassing(new GridbookError('DATABASE_UNAVAILABLE', 'away'))).toBe(true)
  expect(isPassing(new GridbookError('STORAGE_FULL', 'full'))).toBe(true)
  expect(isPassing(new HubFault('HUB_UNAVAILABLE', 'away', { retryable: true }))).toBe(true)
  expect(isPassing(new GridbookError('JSON_BROKEN', 'cut off'))).toBe(false)
  expect(isPassing(new GridbookError('INTERNAL', 'a defect'))).toBe(false)
})

test('a file that cannot be written passes', () => {
  expect(isPassing(Object.assign(new Error('too many open files'), { code: 'EMFILE', syscall: 'open' }))).toBe(true)
})

test.each([new TypeError('x'), new Error('with a code', { cause: { code: '57P01' } }), 'a text', undefined, null])(
  '%s is the message’s own',
  (fault) => {
    expect(isPassing(fault)).toBe(false)
  },
)

test('a message about a database is none: only what the driver throws counts', () => {
  expect(isPassing(Object.assign(new Error('57P01'), { code: '57P01' }))).toBe(false)
})
