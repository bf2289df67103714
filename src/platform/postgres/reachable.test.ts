import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownName, reachableBinaries } from './reachable.ts'
import { makeTemporaryDirectory, removeTemporaryDirectories } from './temporary-directory.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gridbook-reachable-'))
})
afterEach(() => {
  removeTemporaryDirectories(home)
  rmSync(home, { recursive: true, force: true })
})

const user = { kind: 'user', uid: 1, gid: 1 } as const

function installed(): { postgres: string; initdb: string } {
  mkdirSync(join(home, 'native', 'bin'), { recursive: true })
  for (const name of ['postgres', 'initdb']) writeFileSync(join(home, 'native', 'bin', name), name, { mode: 0o755 })
  symlinkSync('postgres', join(home, 'native', 'bin', 'alias'))
  return { postgres: join(home, 'native', 'bin', 'postgres'), initdb: join(home, 'native', 'bin', 'initdb') }
}

test('another user gets a copy of programs that lie below a closed home', () => {
  chmodSync(home, 0o700)
  const copy = reachableBinaries(installed(), user, home)
  expect(copy.postgres.startsWith(home)).toBe(false)
  expect(readFileSync(copy.postgres, 'utf8')).toBe('postgres')
  expect(readFileSync(copy.initdb, 'utf8')).toBe('initdb')
  expect(readFileSync(join(dirname(copy.postgres), 'alias'), 'utf8')).toBe('postgres')
  removeTemporaryDirectories(home)
  expect(existsSync(copy.postgres)).toBe(false)
})

test('programs that everybody reaches, and those of our own user, stay where they are', () => {
  const binaries = installed()
  expect(reachableBinaries(binaries, { kind: 'self' }, home)).toBe(binaries)
  chmodSync(home, 0o755)
  expect(reachableBinaries(binaries, user, home)).toBe(binaries)
})

test('only another user is given the name that needs no walk', () => {
  expect(ownName(home, { kind: 'self' })).toBe(home)
  expect(ownName(home, user)).toBe(process.platform === 'linux' ? '/proc/self/cwd' : home)
})

test('a list written by hand removes nothing but what has our own form', () => {
  const ours = makeTemporaryDirectory(home, 0o700)
  const other = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  try {
    writeFileSync(
      join(home, 'temporary-directories'),
      `${ours}\n${other}\n${join(tmpdir(), 'gridbook-')}/../${other}\n`,
    )
    removeTemporaryDirectories(home)
    expect([existsSync(ours), existsSync(other)]).toEqual([false, true])
  } finally {
    rmSync(other, { recursive: true })
  }
})
