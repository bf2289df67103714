import type { Finding } from '../../kernel/index.ts'
import type { DocumentHeader } from '../document/head-text.ts'

/** The documents by which an actor asks a hub for data (datahub 2.6). */
export type RequestType = 'RSM-015' | 'RSM-016' | 'RSM-017'

/** What a request of one type is called, and what its head may state. */
export interface RequestForm {
  /** root key, and the first part of every path in a finding */
  readonly rootKey: string
  /** E73, E74 or D21 */
  readonly documentType: string
  readonly processTypes: readonly string[]
  /** where it is sent, from the root of the hub's host (datahub 1.2) */
  readonly path: string
}

/**
 * RSM-015: readings of a metering point (E23), or its yearly amount (E30). RSM-016: aggregated energy (D03, D04, D05, D32).
 * RSM-017: wholesale services (D05, D32).
 */
export const REQUEST_FORMS: Readonly<Record<RequestType, RequestForm>> = {
  'RSM-015': {
    rootKey: 'RequestValidatedMeasureData_MarketDocument',
    documentType: 'E73',
    processTypes: ['E23', 'E30'],
    path: '/v1.0/cim/requestvalidatedmeasurements',
  },
  'RSM-016': {
    rootKey: 'RequestAggregatedMeasureData_MarketDocument',
    documentType: 'E74',
    processTypes: ['D03', 'D04', 'D05', 'D32'],
    path: '/v1.0/cim/requestaggregatedmeasuredata',
  },
  'RSM-017': {
    rootKey: 'RequestWholesaleSettlement_MarketDocument',
    documentType: 'D21',
    processTypes: ['D05', 'D32'],
    path: '/v1.0/cim/requestwholesalesettlement',
  },
}

/** A request as its document says it, with everything that is wrong with its form. */
export interface RequestDocument {
  readonly requestType: RequestType
  readonly header: DocumentHeader
  /** every entry of `Series`; empty when the JSON is broken */
  readonly series: readonly RequestSeries[]
  /** faults of form, each with its path; an error refuses the document */
  readonly findings: readonly Finding[]
}

/**
 * What one transaction asks for. All texts are as they were written: what a period, a code or a combination may be is the
 * business of who answers (settlement 5.2), so nothing of it is a fault of form. Absent: the document does not state it.
 */
export interface RequestSeries {
  /** place in `Series`, counted from 0 */
  readonly index: number
  readonly transactionId: string
  /** instants as text: the half-open period that is asked for */
  readonly start?: string
  readonly end?: string
  /** RSM-015 */
  readonly meteringPointId?: string
  /** RSM-016: codes such as E17 and D01 */
  readonly meteringPointType?: string
  readonly settlementMethod?: string
  readonly balanceResponsibleId?: string
  /** RSM-016 and RSM-017 */
  readonly gridArea?: string
  readonly energySupplierId?: string
  /** D01, D02, D03: first, second, third correction */
  readonly settlementVersion?: string
  /** RSM-017: P1M for sums of the month */
  readonly resolution?: string
  readonly chargeOwnerId?: string
  /** RSM-017: only these charges; empty: all of them */
  readonly charges: readonly RequestedCharge[]
}

/** A charge that is asked for: all of a type, all of a code, or one. */
export interface RequestedCharge {
  readonly code?: string
  /** D01 subscription, D02 fee, D03 tariff */
  readonly type?: string
}
