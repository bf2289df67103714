import { availableParallelism, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { Check } from 'typebox/schema'
import { accepted, finding, refused } from '../../kernel/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import { maskSecrets } from '../log/mask-secrets.ts'
import { SETTING_NAMES, SETTINGS } from './schema.ts'
import type { Config, SettingName } from './schema.ts'

/** What the settings are taken from, weakest first: defaults, file, environment, flags. */
export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** content of the configuration file, when there is one */
  readonly file?: { readonly path: string; readonly settings: Readonly<Record<string, unknown>> } | undefined
  /** settings given on the command line, by the name of the setting */
  readonly flags?: Readonly<Partial<Record<SettingName, unknown>>> | undefined
  /** directory that relative paths start from, unless they stand in the file */
  readonly cwd: string
}

/** The settings, and for each of them where its value is from: `default`, the file, `environment DATABASE_URL`, `flag --market`. */
export interface ResolvedConfig {
  readonly config: Config
  readonly origin: Readonly<Record<SettingName, string>>
}

interface Given {
  readonly value: unknown
  readonly origin: string
}

/** Puts the settings together and checks them. @returns every fault at once, each with the setting and its origin */
export function resolveConfig(sources: ConfigSources): Result<ResolvedConfig, readonly Finding[]> {
  const faults: Finding[] = unknownSettings(sources)
  const values: Partial<Record<SettingName, unknown>> = {}
  const origin: Partial<Record<SettingName, string>> = {}
  for (const name of SETTING_NAMES) {
    const given = givenValue(name, sources) ?? {
      value: defaultsFor(sources.cwd, values.dataDir)[name],
      origin: 'default',
    }
    origin[name] = given.origin
    if (given.value === undefined) continue
    const value = fromText(name, given.value)
    if (Check(SETTINGS[name].schema, value)) values[name] = asAbsolute(name, value, given.origin, sources)
    else faults.push(fault(name, given))
  }
  if (faults.length > 0) return refused(faults)
  return accepted({ config: values as Config, origin: origin as Record<SettingName, string> })
}

function givenValue(name: SettingName, { env, file, flags }: ConfigSources): Given | undefined {
  const flag = flags?.[name]
  if (flag !== undefined) return { value: flag, origin: `flag --${FLAGS[name] ?? toKebab(name)}` }
  // An empty variable is how shells and containers say "not set".
  const variable = SETTINGS[name].environment.find((key) => env[key] !== undefined && env[key] !== '')
  if (variable !== undefined) return { value: env[variable], origin: `environment ${variable}` }
  if (file !== undefined && Object.hasOwn(file.settings, name)) return { value: file.settings[name], origin: file.path }
  return undefined
}

/** Values of settings that nobody gave. @param dataDir the value found before, when it was a good one */
function defaultsFor(cwd: string, dataDir: unknown): Readonly<Record<SettingName, unknown>> {
  return {
    dataDir: join(cwd, '.gridbook'),
    lakeDir: join(typeof dataDir === 'string' ? dataDir : cwd, 'lake'),
    databaseUrl: undefined,
    role: 'hub',
    market: 'dk',
    engineThreads: availableParallelism(),
    engineMemoryLimit: `${halfOfMemoryMb()}MB`,
    logLevel: 'info',
    nodeId: 'local',
    apiHost: '127.0.0.1',
    apiPort: 8080,
    issuerUrl: undefined,
    audience: undefined,
    fourEyes: 'off',
    schedule: 'off',
    // datahub 1.4: an open bundle is closed when its oldest item is that old.
    bundleSeconds: 300,
    actorId: undefined,
    hubUrl: undefined,
    tokenUrl: undefined,
    clientId: undefined,
    clientSecret: undefined,
    scope: undefined,
    queues: 'measuredata,aggregations,masterdata',
    today: undefined,
    // datahub 1.4: an empty queue is not asked more often than once a minute.
    pollSeconds: 60,
    s3Endpoint: undefined,
    s3Region: 'eu-central-1',
    s3AccessKeyId: undefined,
    s3SecretAccessKey: undefined,
  }
}

// The other half is for PostgreSQL, Node and the system's file cache.
function halfOfMemoryMb(): number {
  const available = process.constrainedMemory() || totalmem()
  return Math.max(256, Math.floor(Math.min(available, totalmem()) / 2 / 1024 / 1024))
}

function fromText(name: SettingName, value: unknown): unknown {
  const { schema } = SETTINGS[name]
  const takesInteger = typeof schema === 'object' && 'type' in schema && schema.type === 'integer'
  return takesInteger && typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value
}

function asAbsolute(name: SettingName, value: unknown, origin: string, { cwd, file }: ConfigSources): unknown {
  if (name !== 'dataDir' && name !== 'lakeDir') return value
  const from = file !== undefined && origin === file.path ? resolve(file.path, '..') : cwd
  return resolve(from, String(value))
}

function fault(name: SettingName, { value, origin }: Given): Finding {
  const shown = SETTINGS[name].secret ? 'not shown' : maskSecrets(JSON.stringify(value) ?? String(value))
  return finding('CONFIG_INVALID', `${name} from ${origin} is ${shown}; it takes ${SETTINGS[name].meaning}`, {
    field: name,
  })
}

function unknownSettings({ file }: ConfigSources): Finding[] {
  if (file === undefined) return []
  return Object.keys(file.settings)
    .filter((key) => !Object.hasOwn(SETTINGS, key))
    .map((key) =>
      finding('CONFIG_INVALID', `${file.path} has ${key}, which is no setting; there are ${SETTING_NAMES.join(', ')}`, {
        path: file.path,
        field: key,
      }),
    )
}

// Flags that are not called as their setting.
const FLAGS: Readonly<Partial<Record<SettingName, string>>> = { dataDir: 'data' }

function toKebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
