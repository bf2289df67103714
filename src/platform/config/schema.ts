import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { LOG_LEVELS } from '../log/log.ts'

/** All settings of the program with their kinds; the one place where they are declared. */
const configSchema = Type.Object({
  dataDir: Type.String({ minLength: 1 }),
  lakeDir: Type.String({ minLength: 1 }),
  databaseUrl: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  market: Type.Union([Type.Literal('dk'), Type.Literal('au-nem')]),
  engineThreads: Type.Integer({ minimum: 1, maximum: 1024 }),
  engineMemoryLimit: Type.String({ pattern: '^[1-9][0-9]*(MB|GB|MiB|GiB)$' }),
  logLevel: Type.Union(LOG_LEVELS.map((level) => Type.Literal(level))),
  nodeId: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
})

/** The settings of the program, complete and checked. */
export type Config = Static<typeof configSchema>

/** Name of a setting. */
export type SettingName = keyof Config

/** What is to be said of a setting. */
export interface SettingDescription {
  /** environment variables that set it; the first that is given counts */
  readonly environment: readonly string[]
  /** what it is for and what it takes, one line */
  readonly meaning: string
  readonly schema: TSchema
}

/** Every setting, in the order in which they are listed. */
export const SETTINGS: Readonly<Record<SettingName, SettingDescription>> = {
  dataDir: describe('dataDir', ['GRIDBOOK_DATA'], 'a directory; everything that is stored here lies in it'),
  lakeDir: describe('lakeDir', ['GRIDBOOK_LAKE'], 'a directory for readings and results; default: lake in dataDir'),
  databaseUrl: describe(
    'databaseUrl',
    ['GRIDBOOK_DATABASE_URL', 'DATABASE_URL'],
    'postgres://user:password@host/database; without it the embedded PostgreSQL is started',
  ),
  market: describe('market', ['GRIDBOOK_MARKET'], 'dk or au-nem'),
  engineThreads: describe(
    'engineThreads',
    ['GRIDBOOK_ENGINE_THREADS'],
    'threads that calculate, a whole number from 1 to 1024',
  ),
  engineMemoryLimit: describe(
    'engineMemoryLimit',
    ['GRIDBOOK_ENGINE_MEMORY'],
    'most memory of the calculation, such as 4GB or 512MB',
  ),
  logLevel: describe('logLevel', ['GRIDBOOK_LOG_LEVEL'], LOG_LEVELS.join(', ')),
  nodeId: describe(
    'nodeId',
    ['GRIDBOOK_NODE_ID'],
    'name of this process among those on one database: small letters, digits, hyphens',
  ),
}

/** Names of all settings, in order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

function describe(name: SettingName, environment: readonly string[], meaning: string): SettingDescription {
  return { environment, meaning, schema: configSchema.properties[name] }
}
