import pg from 'pg'

// One suite at a time uses a given server; its process names what it makes there.
const RUN = 'GRIDBOOK_TEST_RUN'

/** Name that all databases of this run of the suite begin with; the processes of the run share it. */
export function runPrefix(): string {
  return (process.env[RUN] ??= `gridbook_test_${process.pid}`)
}

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Runs one statement on the server, on a connection of its own. */
export async function onServer(
  serverUrl: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: 'gridbook test harness' })
  await client.connect()
  try {
    return await client.query(sql, [...values])
  } finally {
    await client.end()
  }
}

/** Makes the template: an empty database with all migrations. */
export async function createTemplate(serverUrl: string, migrate: (url: string) => Promise<unknown>): Promise<void> {
  await onServer(serverUrl, `create database ${templateName()}`)
  await migrate(urlOf(serverUrl, templateName()))
}

/** Clones the template under a name of its own. */
export async function cloneTemplate(serverUrl: string, database: string): Promise<void> {
  await onServer(serverUrl, `create database ${database} template ${templateName()} strategy file_copy`)
}

/** Drops what this run has made on a server that stays. */
export async function dropLeftovers(serverUrl: string): Promise<void> {
  const { rows } = await onServer(serverUrl, 'select datname from pg_database where starts_with(datname, $1)', [
    runPrefix(),
  ])
  for (const { datname } of rows) await onServer(serverUrl, `drop database if exists ${datname} with (force)`)
}

function templateName(): string {
  return `${runPrefix()}_template`
}
