import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inspectArchitecture } from '../scripts/architecture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the rooms keep to their doors and floors, and the checker saw every file', async () => {
  const report = await inspectArchitecture(root)
  expect(report.violations).toEqual([])
  expect(report.files).toBeGreaterThan(100)
  expect(report.filesSeen).toBe(report.files)
  expect(report.dependencies).toBeGreaterThan(report.files)
})

/** A house with these files, in which a door exports what stands behind it. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const planted = mkdtempSync(join(tmpdir(), 'gridbook-house-'))
  try {
    const house = {
      'package.json':
        '{ "name": "house", "type": "module", "dependencies": { "pg": "8" }, "devDependencies": { "fast-check": "4" } }',
      'src/kernel/index.ts': 'export const one = 1\nexport type Two = 2\n',
      'src/platform/index.ts': "export { inner } from './inner.ts'\n",
      'src/platform/inner.ts': "import { one } from '../kernel/index.ts'\nexport const inner = one\n",
      'src/settlement/index.ts': 'export const three = 3\nexport type Four = 4\n',
      'test/database.ts': 'export const five = 5\n',
      ...files,
    }
    for (const [path, text] of Object.entries(house)) {
      mkdirSync(dirname(join(planted, path)), { recursive: true })
      writeFileSync(join(planted, path), text)
    }
    symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'))
    const report = await inspectArchitecture(planted)
    expect(report.filesSeen).toBe(report.files)
    return report.violations.map((violation) => violation.split(':')[0] ?? '')
  } finally {
    rmSync(planted, { recursive: true })
  }
}

test('a house in order has no violation', async () => {
  expect(
    await violationsOf({
      'src/cli/main.ts':
        "import { three } from '../settlement/index.ts'\nimport { inner } from '../platform/index.ts'\nconsole.log(three, inner)\n",
      'src/kernel/one.test.ts':
        "import fc from 'fast-check'\nimport { five } from '../../test/database.ts'\nconsole.log(fc, five)\n",
      'src/platform/pool.ts': "import pg from 'pg'\nconsole.log(pg)\n",
    }),
  ).toEqual([])
})

test.each([
  [
    'reaches past a door',
    'src/settlement/a.ts',
    "import { inner } from '../platform/inner.ts'\nconsole.log(inner)",
    ['one-door'],
  ],
  [
    'reaches past a door for a type',
    'src/settlement/a.ts',
    "import type { inner } from '../platform/inner.ts'\nexport type A = typeof inner",
    ['one-door'],
  ],
  [
    'passes on what is past a door',
    'src/settlement/a.ts',
    "export { inner } from '../platform/inner.ts'",
    ['one-door'],
  ],
  [
    'reaches past a door when it runs',
    'src/settlement/a.ts',
    "console.log(await import('../platform/inner.ts'))",
    ['one-door'],
  ],
  [
    'imports upwards',
    'src/market/a.ts',
    "import { three } from '../settlement/index.ts'\nconsole.log(three)",
    ['down-only-from-market'],
  ],
  [
    'imports a type upwards',
    'src/platform/a.ts',
    "import type { Four } from '../settlement/index.ts'\nexport type A = Four",
    ['down-only-from-platform'],
  ],
  [
    'brings a domain into exchange',
    'src/exchange/a.ts',
    "import { m } from '../measurements/index.ts'\nconsole.log(m)",
    ['exchange-knows-no-domain'],
  ],
  [
    'brings I/O into the kernel',
    'src/kernel/a.ts',
    "import { readFileSync } from 'node:fs'\nconsole.log(readFileSync)",
    ['kernel-is-pure'],
  ],
  ['brings a package into the kernel', 'src/kernel/a.ts', "import pg from 'pg'\nconsole.log(pg)", ['kernel-is-pure']],
  ['goes in a circle', 'src/market/a.ts', "import { b } from './b.ts'\nexport const a = b", ['no-circular']],
  [
    'imports what is not there',
    'src/market/a.ts',
    "import { c } from './none.ts'\nconsole.log(c)",
    ['not-to-unresolvable'],
  ],
  [
    'ships a test helper',
    'src/market/a.ts',
    "import { five } from '../../test/database.ts'\nconsole.log(five)",
    ['product-without-tests'],
  ],
  [
    'ships a development package',
    'src/market/a.ts',
    "import fc from 'fast-check'\nconsole.log(fc)",
    ['product-without-development-packages'],
  ],
  [
    'stands in an unknown room',
    'src/attic/a.ts',
    "import { one } from '../kernel/index.ts'\nconsole.log(one)",
    ['known-rooms'],
  ],
])('a file that %s is caught', async (_, path, text, rules) => {
  const found = await violationsOf({
    'src/measurements/index.ts': 'export const m = 1\n',
    'src/market/b.ts': "import { a } from './a.ts'\nexport const b: number = a\n",
    ...(path === 'src/market/a.ts'
      ? {}
      : { 'src/market/a.ts': 'export const a = 1\n', 'src/market/b.ts': 'export const b = 1\n' }),
    ...(rules[0] === 'no-circular' ? {} : { 'src/market/b.ts': 'export const b = 1\n' }),
    [path]: `${text}\n`,
  })
  expect([...new Set(found)]).toEqual(rules)
})
