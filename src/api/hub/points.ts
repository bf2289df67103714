import type { CharacteristicsDocument } from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { ProcessRequest, SubmittedProcesses } from '../../metering-points/index.ts'

/** RSM-021 on its way in: decoded, its sender already held against the token. */
export interface ArrivedPointRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  /** as they came */
  readonly bytes: Uint8Array
  readonly document: CharacteristicsDocument
}

/** What changes metering points. */
export interface PointUseCases {
  /** Stores RSM-021 and decides its processes, or says everything for which it is refused whole (datahub 1.5). */
  readonly receiveRequest: (arrived: ArrivedPointRequest) => Promise<readonly Finding[]>
  /** Decides processes one after the other, in one commit, and tells the actors concerned. */
  readonly submit: (
    requests: readonly ProcessRequest[],
  ) => Promise<Pick<SubmittedProcesses, 'outcomes' | 'recordedSeq'>>
}
