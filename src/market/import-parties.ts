import { finding, parseActorId, type Finding } from '../kernel/index.ts'
import {
  importTally,
  inTransaction,
  nextRecordedSeq,
  readCsvTable,
  type CsvLine,
  type ImportReport,
  type Pool,
  type Transaction,
} from '../platform/index.ts'
import { apiClientsAsKnown, appendApiClients, type ApiClient } from './api-clients.ts'
import { actorsAsKnown, appendActors, lockMarket, type NewActor } from './store.ts'

/** The roles that an actor can have. */
const ACTOR_ROLES: readonly string[] = [
  'energy_supplier',
  'balance_responsible',
  'metered_data_responsible',
  'grid_access_provider',
  'system_operator',
  'danish_energy_agency',
  'delegated',
]

/** Codes of the market roles that a client can act in (datahub 1.1, 2.13). */
const CLIENT_ROLES: readonly string[] = ['DDQ', 'DDM', 'MDR', 'DDK', 'EZ', 'DEL', 'STS', 'DGL']

/**
 * Imports actors from a CSV file: actor_id, name, roles (separated by spaces). Good lines are stored in one transaction,
 * bad ones reported; an actor that is known already with the same name and roles is not recorded again.
 */
export async function importActors(path: string, { pool }: { readonly pool: Pool }): Promise<ImportReport> {
  return await importParties<NewActor>(path, pool, {
    columns: ['actor_id', 'name', 'roles'],
    key: (actor) => actor.actorId,
    fromLine: ({ fields }) => ({
      actorId: fields.get('actor_id') ?? '',
      name: fields.get('name') ?? '',
      roles: (fields.get('roles') ?? '').split(' ').filter((role) => role !== ''),
    }),
    faults: (actor, line) =>
      actor.roles
        .filter((role) => !ACTOR_ROLES.includes(role))
        .map((role) =>
          finding('FIELD_INVALID', `'${role}' is not one of ${ACTOR_ROLES.join(', ')}`, { line, field: 'roles' }),
        ),
    known: async (trx) => await actorsAsKnown(trx),
    isSame: (a, b) => a.name === b.name && a.roles.join(' ') === b.roles.join(' '),
    append: appendActors,
  })
}

/**
 * Imports clients of the token issuer from a CSV file: client_id, actor_id, role (a code such as DDQ). Good lines are stored
 * in one transaction, bad ones reported; a client that is known already as the same is not recorded again.
 */
export async function importApiClients(path: string, { pool }: { readonly pool: Pool }): Promise<ImportReport> {
  return await importParties<ApiClient>(path, pool, {
    columns: ['client_id', 'actor_id', 'role'],
    key: (client) => client.clientId,
    fromLine: ({ fields }) => ({
      clientId: fields.get('client_id') ?? '',
      actorId: fields.get('actor_id') ?? '',
      role: fields.get('role') ?? '',
    }),
    faults: ({ role }, line) =>
      CLIENT_ROLES.includes(role)
        ? []
        : [finding('FIELD_INVALID', `'${role}' is not one of ${CLIENT_ROLES.join(', ')}`, { line, field: 'role' })],
    known: apiClientsAsKnown,
    isSame: (a, b) => a.actorId === b.actorId && a.role === b.role,
    append: appendApiClients,
  })
}

interface PartyKind<Party extends { readonly actorId: string }> {
  /** the columns, all required; the first is the key */
  readonly columns: readonly [string, ...string[]]
  readonly key: (party: Party) => string
  readonly fromLine: (line: CsvLine) => Party
  readonly faults: (party: Party, line: number) => Finding[]
  readonly known: (trx: Transaction) => Promise<readonly Party[]>
  readonly isSame: (a: Party, b: Party) => boolean
  readonly append: (trx: Transaction, parties: readonly Party[], seq: bigint) => Promise<void>
}

async function importParties<Party extends { readonly actorId: string }>(
  path: string,
  pool: Pool,
  kind: PartyKind<Party>,
): Promise<ImportReport> {
  const table = await readCsvTable(path, { required: kind.columns, optional: [] })
  const tally = importTally()
  tally.add(table.findings)
  const parties = new Map<string, Party>()
  for (const line of table.lines) {
    const party = kind.fromLine(line)
    const faults = lineFaults(party, line, kind)
    if (faults.length === 0 && parties.has(kind.key(party))) {
      const [field] = kind.columns
      faults.push(finding('PERIOD_DOUBLED', `${kind.key(party)} is stated twice`, { line: line.line, field }))
    }
    tally.add(faults)
    if (faults.length === 0) parties.set(kind.key(party), party)
  }
  return await inTransaction(pool, async (trx) => {
    await lockMarket(trx)
    const known = new Map((await kind.known(trx)).map((party) => [kind.key(party), party]))
    const fresh = [...parties.values()].filter((party) => {
      const before = known.get(kind.key(party))
      return before === undefined || !kind.isSame(before, party)
    })
    const unchanged = parties.size - fresh.length
    if (fresh.length === 0) return tally.report({ appended: 0, unchanged, recordedSeq: undefined })
    const recordedSeq = await nextRecordedSeq(trx)
    await kind.append(trx, fresh, recordedSeq)
    return tally.report({ appended: fresh.length, unchanged, recordedSeq })
  })
}

function lineFaults<Party extends { readonly actorId: string }>(
  party: Party,
  { line, fields }: CsvLine,
  kind: PartyKind<Party>,
): Finding[] {
  const missing = kind.columns.filter((field) => !fields.has(field))
  if (missing.length > 0) return missing.map((field) => finding('FIELD_MISSING', `${field} is empty`, { line, field }))
  const actor = parseActorId(party.actorId, { line, field: 'actor_id' })
  return [...(actor.ok ? [] : [actor.error]), ...kind.faults(party, line)]
}
