import type { Static } from 'typebox'
import type { XSchema } from 'typebox/schema'
import { LOG_LEVELS } from '../log/log.ts'

const text = { type: 'string', minLength: 1 } as const
const url = { type: 'string', pattern: '^https?://' } as const
const onOff = { enum: ['on', 'off'] } as const
const seconds = { type: 'integer', minimum: 0, maximum: 86_400 } as const

/**
 * All settings of the program with their kinds, as JSON Schema; the one place where they are declared. Written out, for what
 * builds schemas takes longer to load than most commands take.
 */
const configSchema = {
  type: 'object',
  required: [
    'dataDir',
    'lakeDir',
    'role',
    'market',
    'engineThreads',
    'engineMemoryLimit',
    'logLevel',
    'nodeId',
    'apiHost',
    'apiPort',
    'fourEyes',
    'schedule',
    'bundleSeconds',
    'queues',
    'pollSeconds',
    's3Region',
  ],
  properties: {
    dataDir: text,
    lakeDir: text,
    databaseUrl: { type: 'string', pattern: '^postgres(ql)?://' },
    role: { enum: ['hub', 'supplier'] },
    market: { enum: ['dk', 'au-nem'] },
    engineThreads: { type: 'integer', minimum: 1, maximum: 1024 },
    engineMemoryLimit: { type: 'string', pattern: '^[1-9][0-9]*(MB|GB|MiB|GiB)$' },
    logLevel: { enum: LOG_LEVELS },
    nodeId: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
    apiHost: text,
    apiPort: { type: 'integer', minimum: 0, maximum: 65_535 },
    issuerUrl: url,
    audience: text,
    fourEyes: onOff,
    schedule: onOff,
    bundleSeconds: seconds,
    actorId: { type: 'string', pattern: '^([0-9]{13}|[0-9A-Z-]{16})$' },
    hubUrl: url,
    tokenUrl: url,
    clientId: text,
    clientSecret: text,
    scope: text,
    queues: { type: 'string', pattern: '^[a-z]+(,[a-z]+)*$' },
    pollSeconds: seconds,
    today: { type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' },
    s3Endpoint: url,
    s3Region: text,
    s3AccessKeyId: text,
    s3SecretAccessKey: text,
  },
} as const

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
  readonly schema: XSchema
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
