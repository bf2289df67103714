import type { ImportReport } from '../platform/index.ts'
import { importStatements } from './import-statements.ts'
import { apiClientKind } from './state-api-client.ts'
import type { ApiClientPorts } from './state-api-client.ts'

const COLUMNS = { required: ['client_id', 'actor_id', 'role'], optional: [] }

/**
 * Imports clients of the token issuer from a CSV file: client_id, actor_id, role (a code such as DDQ). Good lines are stored
 * in one transaction, bad ones reported; a client that is known already as the same is not recorded again.
 */
export async function importApiClients(path: string, { pool, ...ports }: ApiClientPorts): Promise<ImportReport> {
  const lines = {
    columns: COLUMNS,
    fromLine: ({ fields }: { readonly fields: ReadonlyMap<string, string> }) => ({
      clientId: fields.get('client_id') ?? '',
      actorId: fields.get('actor_id') ?? '',
      role: fields.get('role') ?? '',
    }),
  }
  return await importStatements(path, pool, lines, apiClientKind(ports))
}
