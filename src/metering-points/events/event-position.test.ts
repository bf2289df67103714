import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfCommit, parsePosition, toEventId } from './event-position.ts'

test('a position is read back from its id', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 63n - 1n), fc.nat(2 ** 31 - 2), (recordedSeq, ordinal) => {
      expect(parsePosition(toEventId({ recordedSeq, ordinal }))).toEqual({ recordedSeq, ordinal })
    }),
  )
  expect(parsePosition(toEventId(endOfCommit(7n)))).toEqual(endOfCommit(7n))
})

test.each(['', '-', '1-', '-1', '1-2-3', ' 1', '1 ', 'x', '1-x', '9223372036854775808', '1-2147483648', '１'])(
  'no position: %j',
  (text) => {
    expect(parsePosition(text)).toBeUndefined()
  },
)
