import { expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { toDatabaseError } from './database-error.ts'

function driverError(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code })
}

test.each([
  ['ECONNREFUSED', 'DATABASE_UNAVAILABLE'],
  ['57P01', 'DATABASE_UNAVAILABLE'],
  ['08006', 'DATABASE_UNAVAILABLE'],
  ['28P01', 'DATABASE_UNAVAILABLE'],
  ['53100', 'STORAGE_FULL'],
])('the driver code %s becomes %s and keeps its cause', (code, expected) => {
  const cause = driverError('as the driver says', code)
  expect(toDatabaseError(cause)).toMatchObject({
    code: expected,
    message: expect.stringContaining('as the driver says') as unknown,
    cause,
  })
})

test('a connection that breaks without a code is recognised by its words', () => {
  expect(toDatabaseError(driverError('Connection terminated unexpectedly'))).toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  })
})

test('everything else passes as it was', () => {
  const known = new GridbookError('STORAGE_FULL', 'full')
  for (const cause of [driverError('duplicate key', '23505'), driverError('plain'), known, 'text', undefined]) {
    expect(toDatabaseError(cause)).toBe(cause)
  }
})

test('a missing socket is the database, a missing file within a transaction is not', () => {
  const socket = Object.assign(driverError('connect ENOENT', 'ENOENT'), { syscall: 'connect' })
  expect(toDatabaseError(socket)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  const file = Object.assign(driverError('open ENOENT', 'ENOENT'), { syscall: 'open' })
  expect(toDatabaseError(file)).toBe(file)
})
