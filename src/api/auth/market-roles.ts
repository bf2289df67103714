/**
 * The market role that a role name in a token stands for (datahub 1.1). `operator` is the operator of the hub itself, who
 * is known under the role that measured data are addressed to.
 */
export const MARKET_ROLE_OF = {
  energysupplier: 'DDQ',
  gridaccessprovider: 'DDM',
  metereddataresponsible: 'MDR',
  balanceresponsibleparty: 'DDK',
  systemoperator: 'EZ',
  delegated: 'DEL',
  danishenergyagency: 'STS',
  operator: 'DGL',
} as const

/** A market role that a token can stand for. */
export type TokenMarketRole = (typeof MARKET_ROLE_OF)[keyof typeof MARKET_ROLE_OF]

/** The code of a token's role; undefined when the market has none of that name. */
export function marketRoleOf(tokenRole: string): TokenMarketRole | undefined {
  const isKnown = (name: string): name is keyof typeof MARKET_ROLE_OF => Object.hasOwn(MARKET_ROLE_OF, name)
  return isKnown(tokenRole) ? MARKET_ROLE_OF[tokenRole] : undefined
}

/** The roles that have queues: those of the market's actors. */
export const ACTOR_ROLES = ['DDQ', 'DDM', 'MDR', 'DDK', 'EZ', 'DEL', 'STS'] as const

/** The role of the hub's own operator, who has no queue and sees all of them. */
export const OPERATOR_ROLE = MARKET_ROLE_OF.operator
