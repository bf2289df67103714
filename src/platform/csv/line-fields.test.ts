import { expect, test } from 'vitest'
import { accepted, finding, refused } from '../../kernel/index.ts'
import { lineFields } from './line-fields.ts'
import type { LineFields } from './line-fields.ts'
import { importTally } from './import-report.ts'
import { periodFields } from '../period-log/period-fields.ts'

const of = (fields: Record<string, string>): LineFields =>
  lineFields({ line: 7, fields: new Map(Object.entries(fields)) })
const codes = ({ faults }: LineFields): unknown[] => faults.map(({ line, code, field }) => [line, code, field])
const LIMITS = { scale: 6, maxIntegerDigits: 3, maxDecimals: 6 }

test('values come as they are meant', () => {
  const fields = of({ text: 'ab', word: 'b', yes: 'true', day: '2026-02-28', n: '007', d: '-1.50', id: 'x' })
  expect([
    fields.required('text', 2),
    fields.optional('none'),
    fields.word('word', ['a', 'b']),
    fields.truth('yes'),
    fields.truth('none', true),
    fields.truth('none', false),
    fields.day('day', 'Europe/Copenhagen'),
    fields.day('none', 'Europe/Copenhagen'),
    fields.whole('n', 0, 7),
    fields.whole('none', 0, 7),
    fields.decimal('d', LIMITS),
    fields.decimal('none', LIMITS),
    fields.id('id', accepted),
  ]).toEqual(['ab', undefined, 'b', true, true, false, '2026-02-28', undefined, 7, undefined, '-1.5', undefined, 'x'])
  expect(fields.faults).toEqual([])
})

test('every fault is collected with its line and field, once', () => {
  const fields = of({
    long: 'abc',
    word: 'c',
    truth: 'yes',
    day: '2026-02-29',
    n: '8',
    m: '-1',
    d: '1000',
    e: '1,5',
    id: 'x',
  })
  fields.required('none')
  fields.required('long', 2)
  fields.word('word', ['a', 'b'])
  fields.word('none2', ['a', 'b'])
  fields.truth('truth')
  fields.truth('none3')
  fields.day('day', 'Europe/Copenhagen')
  fields.whole('n', 0, 7)
  fields.whole('m', 0, 7)
  fields.decimal('d', LIMITS)
  fields.decimal('e', LIMITS)
  fields.id('id', (_, where) => refused(finding('CHECK_DIGIT', 'wrong', where)))
  fields.id('none4', accepted)
  fields.fault('PERIOD_DOUBLED', 'said twice', 'day')
  expect(codes(fields)).toEqual([
    [7, 'FIELD_MISSING', 'none'],
    [7, 'FIELD_INVALID', 'long'],
    [7, 'FIELD_INVALID', 'word'],
    [7, 'FIELD_MISSING', 'none2'],
    [7, 'FIELD_INVALID', 'truth'],
    [7, 'FIELD_MISSING', 'none3'],
    [7, 'FIELD_INVALID', 'day'],
    [7, 'FIELD_INVALID', 'n'],
    [7, 'FIELD_INVALID', 'm'],
    [7, 'FIELD_INVALID', 'd'],
    [7, 'FIELD_INVALID', 'e'],
    [7, 'CHECK_DIGIT', 'id'],
    [7, 'FIELD_MISSING', 'none4'],
    [7, 'PERIOD_DOUBLED', 'day'],
  ])
})

test('a long value is cut in the message', () => {
  const fields = of({ word: 'x'.repeat(500) })
  fields.word('word', ['a'])
  expect(fields.faults[0]?.message.length).toBeLessThan(120)
})

test.each([
  [{ valid_from: '2026-01-01' }, { validFrom: '2026-01-01', validTo: null, withdraws: false }, []],
  [
    { valid_from: '2026-01-01', valid_to: '2026-01-02', tombstone: 'false' },
    { validFrom: '2026-01-01', validTo: '2026-01-02', withdraws: false },
    [],
  ],
  [{ valid_from: '2026-01-01', tombstone: 'true' }, { validFrom: '2026-01-01', validTo: null, withdraws: true }, []],
  [{}, undefined, [[7, 'FIELD_MISSING', 'valid_from']]],
  [{ valid_from: '2026-01-02', valid_to: '2026-01-02' }, undefined, [[7, 'FIELD_INVALID', 'valid_to']]],
  [
    { valid_from: '2026-01-02', valid_to: '2026-01-03', tombstone: 'true' },
    undefined,
    [[7, 'FIELD_INVALID', 'valid_to']],
  ],
])('days of %j', (given, expected, faults) => {
  const fields = of(given)
  const period = periodFields(fields, 'Europe/Copenhagen')
  expect(codes(fields)).toEqual(faults)
  if (expected !== undefined) expect(period).toEqual(expected)
})

test('a tally counts a line once, however much is wrong with it, and no line for a warning', () => {
  const tally = importTally()
  tally.add([finding('FIELD_MISSING', 'b', { line: 9 }), finding('FIELD_INVALID', 'a', { line: 3 })])
  tally.add([
    finding('FIELD_INVALID', 'c', { line: 3 }),
    { ...finding('LINK_FACTOR', 'w', { line: 4 }), severity: 'warning' },
  ])
  expect([tally.isRefused(3), tally.isRefused(4), tally.isRefused(9)]).toEqual([true, false, true])
  const report = tally.report({ appended: 5, unchanged: 1, recordedSeq: 8n })
  expect(report).toMatchObject({ lines: 8, appended: 5, unchanged: 1, refused: 2, recordedSeq: 8n })
  expect(report.findings.map(({ line, message }) => [line, message])).toEqual([
    [3, 'a'],
    [3, 'c'],
    [4, 'w'],
    [9, 'b'],
  ])
})
