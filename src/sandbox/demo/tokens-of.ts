import { tokenSource } from '../../exchange/index.ts'
import type { TokenSource } from '../../exchange/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { AUDIENCES } from './demo-clients.ts'
import type { OpenHouse } from './open-house.ts'

/** Tokens of a client of the demo, for the hub. @throws Error when there is no such client */
export function tokensOf({ clients, tokenUrl }: OpenHouse, clientId: string, clock: Clock): TokenSource {
  const client = clients.find((each) => each.clientId === clientId)
  if (client === undefined) throw new Error(`there is no client ${clientId}`)
  const { clientSecret } = client
  return tokenSource({ tokenUrl, clientId, clientSecret, scope: `${AUDIENCES.hub}/.default`, clock })
}
