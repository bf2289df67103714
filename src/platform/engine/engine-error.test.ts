import { expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { EngineError, toEngineError } from './engine-error.ts'

// The engine's own words, as it said them.
test.each([
  ['IO Error: Could not write file "/lake/a.parquet.new": No space left on device', 'STORAGE_FULL'],
  [
    'Out of Memory Error: failed to offload data block of size 256.0 KiB (256.0 KiB/370.7 KiB used).\nThis limit was set',
    'STORAGE_FULL',
  ],
  ['IO Error: No files found that match the pattern "/lake/a.parquet"\n\nLINE 1: select', 'LAKE_FILE_MISSING'],
  ["Invalid Input Error: No magic bytes found at end of file '/lake/a.parquet'", 'LAKE_FILE_MISSING'],
  ["Invalid Input Error: File '/lake/a.parquet' too small to be a Parquet file", 'LAKE_FILE_MISSING'],
])('%s', (message, code) => {
  const error = toEngineError(new Error(message), 'SELECT 1')
  expect(error).toBeInstanceOf(GridbookError)
  expect(error).toMatchObject({ code, message: message.split('\n')[0] })
})

test.each([
  'Out of Memory Error: failed to allocate data of size 16.0 MiB (82.2 MiB/95.3 MiB used)',
  'Out of Range Error: Overflow in multiplication of INT32 (25 * 86400000)!',
  'Binder Error: Referenced column "x" not found',
])('%s: carries the statement, cut to what a person reads', (message) => {
  const cause = new Error(message)
  const error = toEngineError(cause, `SELECT ${'x'.repeat(1000)}`)
  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ message, cause, statement: `SELECT ${'x'.repeat(493)}` })
})

test('an error that is known already stays what it is', () => {
  const known = new GridbookError('STORAGE_FULL', 'full')
  expect(toEngineError(known, '')).toBe(known)
  expect(toEngineError('a text', 'SELECT 1')).toMatchObject({ name: 'EngineError', message: 'a text' })
})
