import { GridbookError } from '../../kernel/index.ts'

/** Somebody who may get tokens: one credential for each market role (datahub 1.1). */
export interface IssuerClient {
  readonly clientId: string
  readonly clientSecret: string
  /** the one value of the `roles` claim, such as `energysupplier` */
  readonly role: string
  /** whom its tokens are for; the issuer's audience when left out */
  readonly audience?: string
}

/** How an issuer is started. */
export interface IssuerOptions {
  readonly clients: readonly IssuerClient[]
  /** the `aud` claim; tokens are asked for with the scope `<audience>/.default` */
  readonly audience: string
  /** 0, the default: a free one */
  readonly port?: number
  /** where the signing key is kept, so that a restart does not void the tokens; left out: nowhere */
  readonly keyFile?: string
  /** of a token, 3,600 by default */
  readonly lifetimeSeconds?: number
}

/** Who a client is, by its id. @throws USAGE naming every fault of the clients at once */
export function clientsById({ clients }: IssuerOptions): ReadonlyMap<string, IssuerClient> {
  const known = new Map<string, IssuerClient>()
  const faults: string[] = []
  for (const [index, client] of clients.entries()) {
    const { clientId, clientSecret, role } = client
    if (clientId === '' || clientSecret === '' || role === '') {
      faults.push(`client ${index + 1} lacks an id, a secret or a role`)
    }
    if (known.has(clientId)) faults.push(`client id ${clientId} occurs twice`)
    known.set(clientId, client)
  }
  if (faults.length > 0) throw new GridbookError('USAGE', `the issuer cannot start: ${faults.join('; ')}`)
  return known
}

/** The scope that a client asks for (datahub 1.1). */
export function scopeOf(audience: string): string {
  return `${audience}/.default`
}
