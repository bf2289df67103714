// Runs the tests that use a database, for a run on another PostgreSQL (TEST_DATABASE_URL).   usage: store-tests.ts
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const HARNESS = ['test/database.ts', 'test/template.ts']
const FEWEST = 10

const files = storeTests()
if (files.length < FEWEST) throw new Error(`only ${files.length} test files use a database: the search is wrong`)
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', ...files], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1

/** Unit tests that reach the harness of databases, directly or by a helper. */
function storeTests(): readonly string[] {
  const paths = globSync('{src,test}/**/*.ts', { cwd: root })
  const importsOf = new Map(paths.map((path) => [path, imports(path)]))
  const reached = new Set(HARNESS)
  for (let before = -1; before !== reached.size;) {
    before = reached.size
    for (const [path, imported] of importsOf) if (imported.some((each) => reached.has(each))) reached.add(path)
  }
  return [...reached].filter((path) => /^src\/.*\.test\.ts$/.test(path)).toSorted()
}

function imports(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(/from '(\.[^']+)'/g)].map((match) => normalize(join(dirname(path), match[1] ?? '')))
}
