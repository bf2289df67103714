import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonFault, NestingFault } from './json-fault.ts'
import { KeyTable } from './key-table.ts'
import { DEEPEST, JsonScanner, MISFIT } from './scanner.ts'

function scanner(text: string): JsonScanner {
  return new JsonScanner(new TextEncoder().encode(text), 0)
}

function isAccepted(text: string): boolean {
  try {
    const s = scanner(text)
    s.skip()
    s.end()
    return true
  } catch (error) {
    if (error instanceof JsonFault) return false
    throw error
  }
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('what is JSON', () => {
  const texts = [
    '',
    ' ',
    '1',
    '-1',
    '-',
    '+1',
    '01',
    '0',
    '-0',
    '1.',
    '.5',
    '1.5',
    '1e',
    '1e5',
    '1E+5',
    '1e-5',
    '1e+',
    '1.e5',
    '0x1',
    'NaN',
    '1a',
    'true',
    'tru',
    'truex',
    'false',
    'null',
    'nul',
    'True',
    '"',
    '""',
    '"a',
    '"\\"',
    '"\\""',
    '"\\u00e9"',
    '"\\u00g9"',
    '"\\u00"',
    '"\\a"',
    '"\u0000"',
    '"\t"',
    '"\u007f"',
    '"\u2028"',
    "'a'",
    '[]',
    '[',
    ']',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[[]]',
    '[[]',
    '{}',
    '{',
    '}',
    '{"a"}',
    '{"a":}',
    '{"a":1',
    '{"a":1}',
    '{"a":1,}',
    '{,}',
    '{1:1}',
    '{"a" : 1 , "b" : [ ] }',
    '{"a":1 "b":2}',
    '{}{}',
    '[]1',
    '\u00a0[]',
    '\f[]',
    ' \t\r\n[] \t\r\n',
    '/**/[]',
    '{"a":1}}',
    '"\ud83d\ude00"',
    '"\\ud83d"',
    '-1.5E-10',
    '--1',
    '1..2',
    '1ee2',
    '"a"b"',
  ]

  test.each(texts)('%j', (text) => {
    expect(isAccepted(text)).toBe(isParsed(text))
  })

  test('any value that is written is accepted, and with one character changed as JSON.parse decides', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '\\', ',', '}', ']', '{', '0', '.', 'e', ' ', 'u'),
        (text, place, by) => {
          expect(isAccepted(text)).toBe(true)
          const at = place % (text.length + 1)
          const changed = text.slice(0, at) + by + text.slice(at + 1)
          expect(isAccepted(changed)).toBe(isParsed(changed))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test(`nesting is followed to ${DEEPEST} levels`, () => {
    expect(isAccepted('['.repeat(DEEPEST) + ']'.repeat(DEEPEST))).toBe(true)
    expect(() => scanner('['.repeat(DEEPEST + 1)).skip()).toThrow(NestingFault)
    const side = scanner(`[${'[[]],'.repeat(500)}[]]`)
    side.skip()
    expect(side.peek()).toBe(-1)
  })
})

describe('scalars', () => {
  const cases: readonly [string, unknown][] = [
    ['"E66"', 'E66'],
    ['{"value":"E66"}', 'E66'],
    ['{"codingScheme":"A10","value":"57"}', '57'],
    ['{"value":"57","codingScheme":{"value":"x"}}', '57'],
    ['{"value":1,"value":2}', '2'],
    ['{"v\\u0061lue":"a\\n\\u00e9"}', 'a\né'],
    ['1.50', '1.50'],
    ['{"value":-1e3}', '-1e3'],
    ['null', undefined],
    ['{"value":null}', undefined],
    ['{}', MISFIT],
    ['{"value":{"value":1}}', MISFIT],
    ['true', MISFIT],
    ['[1]', MISFIT],
    ['"a longer text than twenty characters"', 'a longer text than twenty characters'],
    ['"Ærø 😀"', 'Ærø 😀'],
    ['"\\ud83d"', '\ud83d'],
  ]

  test.each(cases)('%s', (text, value) => {
    const s = scanner(`${text},`)
    expect(s.scalar()).toBe(value)
    expect(s.at).toBe(new TextEncoder().encode(text).length)
  })

  test('any text is read as it is, whatever escapes it is written with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(scanner(JSON.stringify(text)).scalar()).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('walking', () => {
  test('keys are found by their bytes, with and without escapes', () => {
    const table = new KeyTable(['mRID', 'type', 'Series'])
    const s = scanner('{"type":1,"m\\u0052ID":2,"typo":3,"":4,"Serie":5,"Series":6}')
    const found: (string | undefined)[] = []
    for (let more = s.enterObject(); more; more = s.nextKey()) {
      found.push(table.find(s))
      s.skip()
    }
    expect(found).toEqual(['type', 'mRID', undefined, undefined, undefined, 'Series'])
  })

  test('lists are walked item by item; empty ones are left at once', () => {
    const s = scanner('[1, "two" ,[],{}]')
    const items: unknown[] = []
    for (let more = s.enterList(); more; more = s.nextItem()) items.push(s.scalar())
    s.end()
    expect(items).toEqual(['1', 'two', MISFIT, MISFIT])
    expect(scanner('[ ]').enterList()).toBe(false)
    expect(scanner('{ }').enterObject()).toBe(false)
  })
})
