import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { LOG_LEVELS } from '../log/log.ts'

/** All settings of the program with their kinds; the one place where they are declared. */
const configSchema = Type.Object({
  dataDir: Type.String({ minLength: 1 }),
  lakeDir: Type.String({ minLength: 1 }),
  databaseUrl: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  role: Type.Union([Type.Literal('hub'), Type.Literal('supplier')]),
  market: Type.Union([Type.Literal('dk'), Type.Literal('au-nem')]),
  engineThreads: Type.Integer({ minimum: 1, maximum: 1024 }),
  engineMemoryLimit: Type.String({ pattern: '^[1-9][0-9]*(MB|GB|MiB|GiB)$' }),
  logLevel: Type.Union(LOG_LEVELS.map((level) => Type.Literal(level))),
  nodeId: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
  apiHost: Type.String({ minLength: 1 }),
  apiPort: Type.Integer({ minimum: 0, maximum: 65_535 }),
  issuerUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
  audience: Type.Optional(Type.String({ minLength: 1 })),
  fourEyes: Type.Union([Type.Literal('on'), Type.Literal('off')]),
  schedule: Type.Union([Type.Literal('on'), Type.Literal('off')]),
  bundleSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  actorId: Type.Optional(Type.String({ pattern: '^([0-9]{13}|[0-9A-Z-]{16})$' })),
  hubUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
  tokenUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
  clientId: Type.Optional(Type.String({ minLength: 1 })),
  clientSecret: Type.Optional(Type.String({ minLength: 1 })),
  scope: Type.Optional(Type.String({ minLength: 1 })),
  queues: Type.String({ pattern: '^[a-z]+(,[a-z]+)*$' }),
  pollSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  today: Type.Optional(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })),
  s3Endpoint: Type.Optional(Type.String({ pattern: '^https?://' })),
  s3Region: Type.String({ minLength: 1 }),
  s3AccessKeyId: Type.Optional(Type.String({ minLength: 1 })),
  s3SecretAccessKey: Type.Optional(Type.String({ minLength: 1 })),
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
  /** never shown */
  readonly secret: boolean
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
  role: describe('role', ['GRIDBOOK_ROLE'], 'hub or supplier: whose deployment this is'),
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
  apiHost: describe('apiHost', ['GRIDBOOK_API_HOST'], 'address on which the API listens'),
  apiPort: describe('apiPort', ['GRIDBOOK_API_PORT'], 'port of the API, 0 to 65535; 0 takes any free one'),
  issuerUrl: describe('issuerUrl', ['GRIDBOOK_ISSUER_URL'], 'URL of the OAuth 2.0 issuer whose tokens the API accepts'),
  audience: describe('audience', ['GRIDBOOK_AUDIENCE'], 'audience that a token for the API must be meant for'),
  fourEyes: describe(
    'fourEyes',
    ['GRIDBOOK_FOUR_EYES'],
    'on or off: whether a second person approves every calculation before it is published',
  ),
  schedule: describe(
    'schedule',
    ['GRIDBOOK_SCHEDULE'],
    'on or off: whether the hub that serves starts the calculations of the market’s calendar',
  ),
  bundleSeconds: describe(
    'bundleSeconds',
    ['GRIDBOOK_BUNDLE_SECONDS'],
    'age at which what waits in a queue of the hub becomes a message though it is not full, 0 to 86400',
  ),
  actorId: describe('actorId', ['GRIDBOOK_ACTOR_ID'], 'GLN or EIC of the supplier'),
  hubUrl: describe('hubUrl', ['GRIDBOOK_HUB_URL'], 'URL of the hub, without a path'),
  tokenUrl: describe('tokenUrl', ['GRIDBOOK_TOKEN_URL'], 'URL at which the supplier gets its tokens for the hub'),
  clientId: describe('clientId', ['GRIDBOOK_CLIENT_ID'], 'client id of the supplier at the issuer'),
  clientSecret: describe('clientSecret', ['GRIDBOOK_CLIENT_SECRET'], 'client secret of the supplier at the issuer', {
    secret: true,
  }),
  scope: describe('scope', ['GRIDBOOK_SCOPE'], 'scope to ask for, such as <application of the hub>/.default'),
  queues: describe('queues', ['GRIDBOOK_QUEUES'], "names of the hub's queues that are polled, separated by commas"),
  pollSeconds: describe(
    'pollSeconds',
    ['GRIDBOOK_POLL_SECONDS'],
    'wait before an empty queue is asked again, 0 to 86400',
  ),
  today: describe(
    'today',
    ['GRIDBOOK_TODAY'],
    'a day YYYY-MM-DD that is taken for today, for a sandbox whose market lies in the past',
  ),
  s3Endpoint: describe('s3Endpoint', ['GRIDBOOK_S3_ENDPOINT'], 'URL of the S3 server, without a bucket'),
  s3Region: describe('s3Region', ['GRIDBOOK_S3_REGION'], 'region of the S3 server'),
  s3AccessKeyId: describe('s3AccessKeyId', ['GRIDBOOK_S3_ACCESS_KEY_ID'], 'access key of the S3 server'),
  s3SecretAccessKey: describe('s3SecretAccessKey', ['GRIDBOOK_S3_SECRET_ACCESS_KEY'], 'secret of the access key', {
    secret: true,
  }),
}

/** Names of all settings, in order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

function describe(
  name: SettingName,
  environment: readonly string[],
  meaning: string,
  { secret = false }: { readonly secret?: boolean } = {},
): SettingDescription {
  return { environment, meaning, schema: configSchema.properties[name], secret }
}
