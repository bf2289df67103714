import type { CsvLine, ImportReport, Pool } from '../platform/index.ts'
import type { ActorStatement } from './actor.ts'
import { importStatements, isTombstone, wordsOf } from './import-statements.ts'
import type { MarketProfile } from './profile.ts'
import { actorKind } from './state-actor.ts'

const COLUMNS = { required: ['actor_id', 'name', 'roles'], optional: ['valid_from', 'tombstone'] }

/**
 * Imports actors from a CSV file: actor_id, name, roles (separated by blanks) and, where they do not hold always, valid_from,
 * with which roles may be empty: the actor acts no more. A line with `tombstone` true takes back what was stated from its
 * day on. Good lines are stored in one transaction, bad ones reported; doing it again stores nothing.
 */
export async function importActors(
  path: string,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<ImportReport> {
  return await importStatements(path, pool, { columns: COLUMNS, fromLine: fromCsvLine }, actorKind(profile.zone))
}

function fromCsvLine(line: CsvLine): ActorStatement {
  const { fields } = line
  const key = { actorId: fields.get('actor_id') ?? '', validFrom: fields.get('valid_from') }
  if (isTombstone(line)) return { ...key, tombstone: true }
  return { ...key, name: fields.get('name') ?? '', roles: wordsOf(fields.get('roles')) }
}
