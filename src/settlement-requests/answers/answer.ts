import type {
  OutgoingAggregation,
  OutgoingReading,
  OutgoingYearlyAmount,
  RejectionReason,
} from '../../exchange/index.ts'
import type { WholesaleAnswer } from './wholesale-answer.ts'

/** What is found for a request, or why it is rejected. */
export type Answer =
  | { readonly kind: 'rejected'; readonly reasons: readonly RejectionReason[] }
  | { readonly kind: 'sums'; readonly series: readonly OutgoingAggregation[] }
  | { readonly kind: 'wholesale'; readonly series: readonly WholesaleAnswer[] }
  | { readonly kind: 'readings'; readonly series: readonly OutgoingReading[] }
  | { readonly kind: 'yearly'; readonly series: readonly OutgoingYearlyAmount[] }
