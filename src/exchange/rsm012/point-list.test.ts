import { describe, expect, test } from 'vitest'
import { JsonFault } from '../json/json-fault.ts'
import { JsonScanner } from '../json/scanner.ts'
import { Literal } from './literal.ts'
import {
  PointColumns,
  QUALITY_ABSENT,
  QUALITY_UNKNOWN,
  QUANTITY_ABSENT,
  QUANTITY_FAULTY,
  QUANTITY_READ,
} from './point-columns.ts'
import { PointListReader } from './point-list.ts'

const LIMITS = { maxIntegerDigits: 10, maxDecimals: 3 }

function read(text: string): { rows: number[][]; faults: string[]; rest: string } {
  const bytes = new TextEncoder().encode(text)
  const scanner = new JsonScanner(bytes, 0)
  const columns = new PointColumns()
  new PointListReader(scanner, LIMITS).read(columns)
  const rows = Array.from({ length: columns.count }, (_, n) => [
    columns.position[n] ?? -1,
    columns.quality[n] ?? -1,
    columns.quantity[n] ?? -1,
    columns.whole[n] ?? -1,
    columns.millionths[n] ?? -1,
  ])
  const faults = columns.faults.map(({ point, kind, detail }) => `${point} ${kind} ${detail}`)
  return { rows, faults, rest: new TextDecoder().decode(bytes.subarray(scanner.at)) }
}

/** The same points in one form each; the first two go the long way, so that a form is learned, the others may be quick. */
function inForm(
  form: (position: number, quantity: string, quality: string) => string,
  separator = ',',
): ReturnType<typeof read> {
  const values = [
    ['1.5', 'A03'],
    ['0', 'A04'],
    ['12.345', 'A03'],
    ['999999999.001', 'A06'],
    ['9999999999.999', 'A03'],
    ['7', 'A05'],
  ]
  return read(
    `[${values.map(([quantity = '', quality = ''], n) => form(n + 1, quantity, quality)).join(separator)}] tail`,
  )
}

const EXPECTED = [
  [1, 3, QUANTITY_READ, 1, 500_000],
  [2, 4, QUANTITY_READ, 0, 0],
  [3, 3, QUANTITY_READ, 12, 345_000],
  [4, 6, QUANTITY_READ, 999_999_999, 1000],
  [5, 3, QUANTITY_READ, 9_999_999_999, 999_000],
  [6, 5, QUANTITY_READ, 7, 0],
]

describe('points in any form', () => {
  const forms: readonly [string, (position: number, quantity: string, quality: string) => string, string?][] = [
    ['compact', (p, q, c) => `{"position":{"value":${p}},"quality":{"value":"${c}"},"quantity":${q}}`],
    ['bare', (p, q, c) => `{"position":${p},"quality":"${c}","quantity":${q}}`],
    ['turned around', (p, q, c) => `{"quantity":${q},"quality":{"value":"${c}"},"position":{"value":${p}}}`],
    [
      'pretty',
      (p, q, c) => `\n {\n\t"position": {\r\n "value": ${p}\n},\n "quality" : "${c}",\n"quantity":${q}\n}\n`,
      '\n,\n',
    ],
    ['numbers as text', (p, q, c) => `{"position":"${p}","quality":"${c}","quantity":"${q}"}`],
    [
      'with more keys',
      (p, q, c) => `{"x":[1,{"y":"\\""}],"position":${p},"quality":{"scheme":1,"value":"${c}"},"quantity":${q}}`,
    ],
    ['with escapes', (p, q, c) => `{"p\\u006fsition":${p},"quality":"\\u0041${c.slice(1)}","quantity":${q}}`],
    [
      'with keys twice',
      (p, q, c) => `{"position":77,"position":${p},"quality":"A02","quality":"${c}","quantity":-5,"quantity":${q}}`,
    ],
  ]

  test.each(forms)('%s', (_, form, separator) => {
    expect(inForm(form, separator)).toEqual({ rows: EXPECTED, faults: [], rest: ' tail' })
  })

  test('forms that take turns', () => {
    const text = Array.from({ length: 40 }, (_, n) => {
      const quality = n % 3 === 0 ? ',"quality":"A03"' : ''
      return n % 2 === 0
        ? `{"position":${n + 1}${quality},"quantity":${n}.25}`
        : `{"quantity":${n}.25${quality},"position":${n + 1}}`
    })
    const { rows, faults } = read(`[${text.join(',')}]`)
    expect(faults).toEqual([])
    expect(rows).toEqual(text.map((_, n) => [n + 1, n % 3 === 0 ? 3 : 0, QUANTITY_READ, n, 250_000]))
  })
})

describe('what a known form must not let through', () => {
  const good =
    '{"position":1,"quality":"A03","quantity":1.5},{"position":2,"quality":"A03","quantity":2.5},{"position":3,"quality":"A03","quantity":3.5}'
  const bad: readonly [string, string, number[]][] = [
    ['{"position":0,"quality":"A03","quantity":1}', "3 position-below-one '0'", [0, 3, QUANTITY_READ, 1, 0]],
    [
      '{"position":4,"quality":"A07","quantity":1}',
      "3 quality-not-allowed 'A07'",
      [4, QUALITY_UNKNOWN, QUANTITY_READ, 1, 0],
    ],
    [
      '{"position":4,"quality":"B03","quantity":1}',
      "3 quality-not-allowed 'B03'",
      [4, QUALITY_UNKNOWN, QUANTITY_READ, 1, 0],
    ],
    ['{"position":4,"quality":"A03","quantity":-1}', "3 quantity-negative '-1'", [4, 3, QUANTITY_FAULTY, 0, 0]],
    [
      '{"position":4,"quality":"A03","quantity":1.2345}',
      "3 quantity-too-precise '1.2345'",
      [4, 3, QUANTITY_FAULTY, 0, 0],
    ],
    [
      '{"position":4,"quality":"A03","quantity":12345678901}',
      "3 quantity-too-large '12345678901'",
      [4, 3, QUANTITY_FAULTY, 0, 0],
    ],
    ['{"position":4.5,"quality":"A03","quantity":1}', "3 position-unreadable '4.5'", [0, 3, QUANTITY_READ, 1, 0]],
    ['7', '3 not-an-object ', [0, QUALITY_UNKNOWN, QUANTITY_FAULTY, 0, 0]],
  ]

  test.each(bad)('%s', (text, fault, row) => {
    const { rows, faults } = read(`[${good},${text},${good}]`)
    expect(faults).toEqual([fault])
    expect(rows[3]).toEqual(row)
    expect(rows.length).toBe(7)
  })

  test.each(['1.2000', '1e0', '12e-1', '1.5E0', '-0'])('the quantity %s is read the long way', (text) => {
    const { rows, faults } = read(`[${good},{"position":4,"quality":"A03","quantity":${text}}]`)
    expect(faults).toEqual([])
    expect((rows[3]?.[3] ?? 0) * 1_000_000 + (rows[3]?.[4] ?? 0)).toBe(Math.abs(Number(text)) * 1_000_000)
  })

  test.each(['01', '1.', '.5', '+1', '1.e1', '1 2', '"1"x', '1}', ''])('%j as quantity is broken JSON', (text) => {
    expect(() => read(`[${good},{"position":4,"quality":"A03","quantity":${text}},${good}]`)).toThrow(JsonFault)
  })

  test('what is left out is absent', () => {
    const { rows } = read(
      '[{"position":1},{"position":2,"quality":null,"quantity":null},{"position":3,"quality":"A02","quantity":9}]',
    )
    // The quantity beside A02 is not looked at, so what the columns hold of it means nothing.
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      [1, QUALITY_ABSENT, QUANTITY_ABSENT],
      [2, QUALITY_ABSENT, QUANTITY_ABSENT],
      [3, 2, QUANTITY_READ],
    ])
  })
})

test('a literal is found where it stands and nowhere else', () => {
  const text = new TextEncoder().encode('abcdefghijklmnopqrstuvwxyz')
  const view = new DataView(text.buffer)
  for (let start = 0; start < text.length; start += 1) {
    expect(new Literal(new Uint8Array()).after(view, start)).toBe(start)
    for (let end = start + 1; end <= text.length; end += 1) {
      const literal = new Literal(text.slice(start, end))
      expect(literal.after(view, start)).toBe(end)
      expect(literal.after(view, start + 1)).toBe(-1)
      for (let at = 0; at < end - start; at += 1) {
        const other = text.slice(start, end)
        other[at] = 65
        expect(new Literal(other).after(view, start)).toBe(-1)
      }
    }
  }
})
