import { NEWEST_SEQ } from '../platform/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'

/** A client of the token issuer, and for whom it acts: one credential for each market role (datahub 1.1). */
export interface ApiClient {
  /** the `azp` claim of its tokens */
  readonly clientId: string
  /** GLN or EIC */
  readonly actorId: string
  /** code of the market role, such as DDQ */
  readonly role: string
}

/** Records clients under the transaction's recorded_seq; for one known already this replaces what was known. */
export async function appendApiClients(trx: Transaction, clients: readonly ApiClient[], seq: bigint): Promise<void> {
  if (clients.length === 0) return
  await trx.query(
    `insert into market.api_client (client_id, recorded_seq, actor_id, role)
     select client_id, $1::bigint, actor_id, role
     from unnest($2::text[], $3::text[], $4::text[]) as c (client_id, actor_id, role)`,
    [
      seq.toString(),
      clients.map((client) => client.clientId),
      clients.map((client) => client.actorId),
      clients.map((client) => client.role),
    ],
  )
}

/** Withdraws a client: its tokens are refused from the commit on. */
export async function withdrawApiClient(trx: Transaction, clientId: string, seq: bigint): Promise<void> {
  await trx.query('insert into market.api_client (client_id, recorded_seq) values ($1, $2::bigint)', [
    clientId,
    seq.toString(),
  ])
}

/**
 * Clients in the order of their ids, without those that were withdrawn.
 * @param page at most so many, behind this client; left out: all
 */
export async function apiClientsAsKnown(
  trx: Pick<Pool | Transaction, 'query'>,
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<ApiClient[]> {
  const { rows } = await trx.query<ClientRow>(
    `select client_id, actor_id, role from market.api_client_as_known(${NEWEST_SEQ})
     where $1::text is null or client_id > $1 order by client_id limit $2`,
    [page.after ?? null, page.limit ?? null],
  )
  return rows.map(fromClientRow)
}

/** The client of a token, as known now; undefined when it is unknown or withdrawn. */
export async function findApiClient(
  database: Pick<Pool | Transaction, 'query'>,
  clientId: string,
): Promise<ApiClient | undefined> {
  const { rows } = await database.query<ClientRow>(
    `select client_id, actor_id, role from market.api_client_as_known(${NEWEST_SEQ}) where client_id = $1`,
    [clientId],
  )
  return rows[0] === undefined ? undefined : fromClientRow(rows[0])
}

type ClientRow = { readonly client_id: string; readonly actor_id: string; readonly role: string }

function fromClientRow(row: ClientRow): ApiClient {
  return { clientId: row.client_id, actorId: row.actor_id, role: row.role }
}
