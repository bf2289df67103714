import { expect, test } from 'vitest'
import { isKnownToHub } from './is-known-to-hub.ts'

function refused(...codes: readonly string[]): Parameters<typeof isKnownToHub>[0] {
  const errors = codes.map((code) => ({ code, message: 'used before', target: null }))
  return { outcome: 'refused', status: 400, errors, text: '' }
}

test.each([
  ['the message was used before', ['00101']],
  ['its transactions were', ['00102', '00102']],
  ['both', ['00101', '00102']],
])('known: %s', (_, codes) => {
  expect(isKnownToHub(refused(...codes))).toBe(true)
})

test.each([
  ['no reason is given', []],
  ['the reason is another', ['00302']],
  ['there is another reason beside', ['00101', '00302']],
  ['there is another reason before', ['00302', '00102']],
  ['a code only resembles', ['0010', '001011']],
])('not known: %s', (_, codes) => {
  expect(isKnownToHub(refused(...codes))).toBe(false)
})

test('what the hub took is no refusal, however often it was sent', () => {
  expect(isKnownToHub({ outcome: 'accepted', repeated: false })).toBe(false)
  expect(isKnownToHub({ outcome: 'accepted', repeated: true })).toBe(false)
})
