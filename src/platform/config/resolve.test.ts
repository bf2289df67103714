import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { configWithOrigin } from './origin.ts'
import { resolveConfig } from './resolve.ts'
import type { ConfigSources, ResolvedConfig } from './resolve.ts'
import { SETTING_NAMES, SETTINGS } from './schema.ts'

function resolved(sources: Partial<ConfigSources>): ResolvedConfig {
  const result = resolveConfig({ env: {}, cwd: '/srv/market', ...sources })
  if (!result.ok) throw new Error(result.error.map((fault) => fault.message).join('\n'))
  return result.value
}

function faults(sources: Partial<ConfigSources>): readonly (readonly [string | undefined, string])[] {
  const result = resolveConfig({ env: {}, cwd: '/srv/market', ...sources })
  return result.ok ? [] : result.error.map((fault) => [fault.field, fault.message] as const)
}

test('without anything given there is a whole configuration, all of it by default', () => {
  const { config, origin } = resolved({})
  expect(config).toMatchObject({
    dataDir: '/srv/market/.gridbook',
    lakeDir: '/srv/market/.gridbook/lake',
    market: 'dk',
    engineThreads: availableParallelism(),
    engineMemoryLimit: expect.stringMatching(/^\d+MB$/) as unknown,
    logLevel: 'info',
    nodeId: 'local',
  })
  expect(config.databaseUrl).toBeUndefined()
  expect(new Set(Object.values(origin))).toEqual(new Set(['default']))
})

test('a flag beats the environment, the environment the file, the file the default', () => {
  const file = {
    path: '/etc/gridbook.json',
    settings: { market: 'au-nem', nodeId: 'from-file', engineThreads: 3, logLevel: 'warn' },
  }
  const env = { GRIDBOOK_NODE_ID: 'from-env', GRIDBOOK_ENGINE_THREADS: '4' }
  const { config, origin } = resolved({ file, env, flags: { engineThreads: '5' } })
  expect(config).toMatchObject({ market: 'au-nem', nodeId: 'from-env', engineThreads: 5, logLevel: 'warn' })
  expect(origin).toMatchObject({
    market: '/etc/gridbook.json',
    nodeId: 'environment GRIDBOOK_NODE_ID',
    engineThreads: 'flag --engine-threads',
    dataDir: 'default',
  })
})

test('the own variable for the database beats the common one; an empty variable is not set', () => {
  const both = { GRIDBOOK_DATABASE_URL: 'postgres://own/a', DATABASE_URL: 'postgres://common/b' }
  expect(resolved({ env: both }).config.databaseUrl).toBe('postgres://own/a')
  const empty = resolved({ env: { ...both, GRIDBOOK_DATABASE_URL: '' } })
  expect([empty.config.databaseUrl, empty.origin.databaseUrl]).toEqual([
    'postgres://common/b',
    'environment DATABASE_URL',
  ])
})

test('the lake follows the data directory; relative paths start from where they were written', () => {
  expect(resolved({ env: { GRIDBOOK_DATA: 'here' } }).config).toMatchObject({
    dataDir: '/srv/market/here',
    lakeDir: '/srv/market/here/lake',
  })
  const file = { path: '/etc/gridbook/gridbook.json', settings: { dataDir: 'data' } }
  expect(resolved({ file }).config).toMatchObject({ dataDir: '/etc/gridbook/data', lakeDir: '/etc/gridbook/data/lake' })
})

test('every fault is reported at once, with the setting, its origin and what it takes', () => {
  const found = faults({
    env: { GRIDBOOK_MARKET: 'norway', GRIDBOOK_ENGINE_THREADS: '0' },
    file: { path: 'gridbook.json', settings: { logLevel: 'loud', colour: 'red', nodeId: 7 } },
    flags: { engineMemoryLimit: 'much' },
  })
  expect(found.map(([field]) => String(field)).toSorted()).toEqual([
    'colour',
    'engineMemoryLimit',
    'engineThreads',
    'logLevel',
    'market',
    'nodeId',
  ])
  const messages = new Map(found)
  expect(messages.get('market')).toBe('market from environment GRIDBOOK_MARKET is "norway"; it takes dk or au-nem')
  expect(messages.get('colour')).toContain('gridbook.json has colour, which is no setting')
})

test.each(['1.5', '-1', 'x', '1e3', '99999'])('%s is no number of threads', (text) => {
  expect(faults({ env: { GRIDBOOK_ENGINE_THREADS: text } })).toHaveLength(1)
})

test('a password is masked where settings are listed and where they are refused', () => {
  const listed = configWithOrigin(resolved({ env: { DATABASE_URL: 'postgres://user:s3cret@host/db' } }))
  expect(listed.map((line) => line.setting)).toEqual(SETTING_NAMES)
  expect(listed.find((line) => line.setting === 'databaseUrl')).toEqual({
    setting: 'databaseUrl',
    value: 'postgres://user:***@host/db',
    origin: 'environment DATABASE_URL',
  })
  const [refusal] = faults({ env: { DATABASE_URL: 'mysql://user:s3cret@host/db' } })
  expect(refusal?.[1]).toContain('mysql://user:***@host/db')
})

test('a secret is neither listed nor repeated when it is refused', () => {
  const env = { GRIDBOOK_CLIENT_ID: 'us', GRIDBOOK_CLIENT_SECRET: 's3cret' }
  const listed = configWithOrigin(resolved({ env }))
  expect(listed.find((line) => line.setting === 'clientSecret')?.value).toBe('***')
  expect(listed.find((line) => line.setting === 'clientId')?.value).toBe('us')
  expect(listed.find((line) => line.setting === 's3SecretAccessKey')?.value).toBe('')
  const file = { path: '/etc/gridbook.json', settings: { clientSecret: ['s3cret'] } }
  expect(faults({ file })[0]?.[1]).toContain('clientSecret from /etc/gridbook.json is not shown')
})

test.each(['apiPort', 'bundleSeconds', 'pollSeconds'] as const)(
  '%s is a whole number from the environment too',
  (name) => {
    const variable = SETTINGS[name].environment[0] ?? ''
    expect(resolved({ env: { [variable]: '17' } }).config[name]).toBe(17)
    expect(faults({ env: { [variable]: '70000000' } })).toHaveLength(1)
  },
)
