import type { Finding } from '../../kernel/index.ts'
import type { DocumentHeader } from '../document/head-text.ts'
import { REQUEST_FORMS } from '../request/document.ts'
import type { RequestType } from '../request/document.ts'

/** The root key of the rejection of a type of request, such as `RejectRequestAggregatedMeasureData_MarketDocument`. */
export function rejectionRootKey(requestType: RequestType): string {
  return `Reject${REQUEST_FORMS[requestType].rootKey}`
}

/** A document that says why requests were rejected (datahub 2.6): type ERR, reason A02. */
export interface RejectionDocument {
  readonly requestType: RequestType
  /** type ERR; its process is that of the request */
  readonly header: DocumentHeader
  /** every entry of `Series`; those with an error are in `findings` with their path */
  readonly rejections: readonly Rejection[]
  /** everything that is wrong; an error refuses the document */
  readonly findings: readonly Finding[]
}

/** A request that was rejected. */
export interface Rejection {
  /** of the rejection itself */
  readonly transactionId: string
  /** the id that the requester gave his transaction */
  readonly originalTransactionId: string
  /** RSM-015 */
  readonly meteringPointId?: string
  readonly reasons: readonly RejectionReason[]
}

/** Why a request was rejected: the market's code, and a text in Danish and English. */
export interface RejectionReason {
  readonly code: string
  readonly text: string
}
