import { ORIGINAL_TRANSACTION_ID, VALIDITY_START } from '../activity/activity-form.ts'
import type { ActivityDocument, ActivityForm, ActivityRecord, EncodableRecord } from '../activity/activity-form.ts'
import type { CharacteristicsPoint } from './point.ts'
import { POINT_FORM } from './point-form.ts'

/** A transaction that says how a metering point is from an instant on, or is to become. */
export interface CharacteristicsRecord extends ActivityRecord {
  /** the transaction that this follows from */
  readonly originalTransactionId?: string | undefined
  /** an instant, as it is written */
  readonly validityStart?: string | undefined
  readonly point: CharacteristicsPoint
}

/** Such a transaction to be written. */
export type EncodableCharacteristics = EncodableRecord<CharacteristicsRecord>

/** RSM-022 or RSM-021 as it was read. */
export type CharacteristicsDocument = ActivityDocument<CharacteristicsRecord>

const record: ActivityForm<CharacteristicsRecord>['record'] = [
  ORIGINAL_TRANSACTION_ID,
  VALIDITY_START,
  { kind: 'object', name: 'point', cim: 'MarketEvaluationPoint', fields: POINT_FORM, takesAway: true },
]

/** RSM-022: what the hub says of a metering point (datahub 2.8), in whatever process changed it. */
export const CHARACTERISTICS: ActivityForm<CharacteristicsRecord> = {
  rootKey: 'AccountingPointCharacteristics_MarketDocument',
  // As the public sample spells it.
  rootElement: 'AccountingPointcharacteristics_MarketDocument',
  documentType: 'E07',
  record,
}

/**
 * RSM-021: what a grid company wants to have changed (settlement 6.1). E02 create, D15 connect, E79 disconnect and reconnect,
 * D14 close down, E32 update, D39 production obligation.
 */
export const CHARACTERISTICS_REQUEST: ActivityForm<CharacteristicsRecord> = {
  rootKey: 'RequestChangeAccountingPointCharacteristics_MarketDocument',
  documentType: 'E58',
  processTypes: ['E02', 'D15', 'E79', 'D14', 'E32', 'D39'],
  record,
}
