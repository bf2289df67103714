import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { envelopeLine, envelopeOf } from '../scripts/tidy/envelope.ts'
import { tidyRemarks } from '../scripts/tidy/inspect.ts'
import { readSources } from '../scripts/tidy/source.ts'

const room = [
  { path: 'src/market/index.ts', text: 'export const one = 1\n' },
  { path: 'src/market/README.md', text: '# market\n'.repeat(10) },
]

function remarksFor(path: string, text: string): readonly string[] {
  return tidyRemarks([...room, { path, text }]).map((remark) => `${remark.severity} ${remark.line} ${remark.message}`)
}

test('the house is tidy', () => {
  const sources = readSources(fileURLToPath(new URL('..', import.meta.url)))
  expect(sources.length).toBeGreaterThan(100)
  expect(tidyRemarks(sources).filter((remark) => remark.severity === 'error')).toEqual([])
})

test('files: a warning above 300 lines of source, an error above 500 of anything', () => {
  expect(remarksFor('src/market/a.ts', 'a()\n'.repeat(300))).toEqual([])
  expect(remarksFor('src/market/a.ts', 'a()\n'.repeat(301))).toEqual([
    expect.stringContaining('warning 301 file of 301 lines'),
  ])
  expect(remarksFor('src/market/a.test.ts', 'a()\n'.repeat(301))).toEqual([])
  expect(remarksFor('src/market/a.test.ts', 'a()\n'.repeat(501))).toEqual([
    expect.stringContaining('error 501 file of 501 lines'),
  ])
})

test.each([
  ['function a() {', '}'],
  ['const a = () => {', '}'],
  ['class A { a() {', '} }'],
])('functions: an error above 70 lines: %s', (head, tail) => {
  const text = (lines: number): string => `${head}\n${'b()\n'.repeat(lines - 2)}${tail}\n`
  expect(remarksFor('src/market/a.ts', text(70))).toEqual([])
  expect(remarksFor('src/market/a.ts', text(71))).toEqual(['error 1 function of 71 lines, the limit is 70'])
})

test.each([
  [
    'src/market/models/a.ts',
    'const a = `\nselect avg(q_1)`',
    ['error 2 avg( answers in floats: divide a sum by a count with the dialect'],
  ],
  [
    'src/market/models/a.sql',
    '-- a / b in words\nselect a / b from c',
    ['error 2 / answers in floats: use the dialect’s division'],
  ],
  [
    'src/platform/engine/a.ts',
    "const a = 'select date_trunc(x) from c'",
    ['error 1 date_trunc on local time loses an hour in autumn: group by day and slot'],
  ],
  ['src/market/models/a.ts', '/** a / b */ const c = d / e // avg(x)\nimport x from "../from.ts"', []],
  ['src/platform/engine/dialect.ts', 'const a = `a / b`', []],
  ['src/market/other.ts', 'const a = `a / b`', []],
])('SQL for the engine: %s with %j', (path, text, expected) => {
  const doors = [
    { path: 'src/platform/index.ts', text: '' },
    { path: 'src/platform/README.md', text: '#\n'.repeat(10) },
  ]
  const found = tidyRemarks([...room, ...doors, { path, text }]).map(
    (remark) => `${remark.severity} ${remark.line} ${remark.message}`,
  )
  expect(found).toEqual(expected)
})

test('open ends and paths of one machine are found anywhere', () => {
  expect(remarksFor('docs/a.md', ['first\nTO', 'DO later'].join(''))).toEqual([
    expect.stringContaining('error 2 an open end'),
  ])
  for (const path of ['work', 'root', 'tmp', 'home']) {
    expect(remarksFor('test/a.ts', `const a = '/${path}/x'`)).toEqual([
      expect.stringContaining('error 1 a path of one machine'),
    ])
  }
  expect(remarksFor('test/a.ts', "import a from './work/x.ts'\nconst b = 'https://host/tmp/x'")).toEqual([])
})

test.each(['Math.round(q)', 'parseFloat(text)', 'price.toFixed(2)'])(
  'floats have no place in what ships: %s',
  (text) => {
    expect(remarksFor('src/market/a.ts', `const a = ${text}`)).toEqual([expect.stringContaining('a float')])
    expect(remarksFor('src/market/a.test.ts', `const a = ${text}`)).toEqual([])
    expect(remarksFor('src/market/a.ts', `const seconds = ${text}`)).toEqual([])
  },
)

test('a room without a door or a README is found, and so is one whose README is no page', () => {
  expect(remarksFor('src/attic/a.ts', 'a()')).toEqual([
    'error 1 the room has no README',
    'error 1 the room has no door',
  ])
  expect(remarksFor('src/cli/main.ts', 'a()')).toEqual(['error 1 the room has no README'])
  expect(tidyRemarks([...room.slice(0, 1), { path: 'src/market/README.md', text: '# market' }])).toMatchObject([
    { severity: 'warning' },
  ])
})

test('the envelope counts what ships apart from what tests it', () => {
  const sources = [10, 20, 30, 400].map((lines, index) => ({
    path: `src/market/${index}.ts`,
    text: 'a()\n'.repeat(lines),
  }))
  const envelope = envelopeOf([
    ...sources,
    { path: 'src/market/a.test.ts', text: 'b()\n'.repeat(230) },
    { path: 'docs/a.md', text: 'c\n' },
  ])
  expect(envelope).toEqual({ files: 4, sourceLines: 460, testLines: 230, median: 30, percentile95: 400, longest: 400 })
  expect(envelopeLine(envelope)).toContain('0.50 test lines a source line')
})
