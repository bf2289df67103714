/** A role that an actor may have towards the hub (datahub 2.13). */
export type MarketRole = 'DDQ' | 'MDR' | 'DDM' | 'DDK' | 'EZ' | 'STS' | 'DEL'

/** What a queue holds; an actor has one queue for each role and category (datahub 1.4). */
export type QueueCategory = 'measuredata' | 'aggregations' | 'masterdata' | 'charges'

/** Every category of queues. */
export const QUEUE_CATEGORIES: readonly QueueCategory[] = ['measuredata', 'aggregations', 'masterdata', 'charges']

/** An actor in one of its roles. */
export interface Party {
  /** GLN or EIC */
  readonly actorId: string
  readonly role: MarketRole
}

/** Who signs what the queues hand out: the hub, whose role is DGL for measured data and aggregations (datahub 1.5). */
export interface Sender {
  /** GLN of the hub */
  readonly actorId: string
  readonly role: 'DGL' | 'DDZ'
}
