import type { Party, RequestSeries, RequestType } from '../exchange/index.ts'

/** What a request is for: readings of a point, its yearly amount, aggregated energy, or wholesale services (settlement 5.1). */
export type RequestFlow = 'BRS-024' | 'BRS-025' | 'BRS-026' | 'BRS-028'

/** One transaction of a request: what is asked for, by whom, and under which ids. */
export interface ActorRequest {
  readonly requestType: RequestType
  /** E23, E30; D03, D04, D05, D32 */
  readonly processType: string
  readonly requester: Party
  readonly messageId: string
  readonly series: RequestSeries
}

/** The flow that a request belongs to. */
export function flowOf({ requestType, processType }: Pick<ActorRequest, 'requestType' | 'processType'>): RequestFlow {
  if (requestType === 'RSM-016') return 'BRS-026'
  if (requestType === 'RSM-017') return 'BRS-028'
  return processType === 'E30' ? 'BRS-024' : 'BRS-025'
}
