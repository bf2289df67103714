import { expect, test } from 'vitest'
import { wasUsedBefore } from './used-before.ts'

const errorsOf = (codes: readonly string[]) => codes.map((code) => ({ code, message: '', target: null }))

test.each([
  ['the message was', ['00101']],
  ['its transactions were too', ['00101', '00102', '00102']],
  ['in any order', ['00102', '00101']],
])('used before: %s', (_, codes) => {
  expect(wasUsedBefore(errorsOf(codes))).toBe(true)
})

test.each([
  ['no reason is given', []],
  ['only a transaction was', ['00102']],
  ['the reason is another', ['00302']],
  ['there is another reason beside', ['00101', '00302']],
  ['there is another reason before', ['00302', '00101']],
  ['a code only resembles', ['0010', '001011']],
])('not used before, or not only: %s', (_, codes) => {
  expect(wasUsedBefore(errorsOf(codes))).toBe(false)
})
