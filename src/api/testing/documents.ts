import { Rsm012Json } from '../hub/rsm012-schema.ts'
import { ACTOR_OF, HUB_ID } from './hub-fixture.ts'

const ROOT = 'NotifyValidatedMeasureData_MarketDocument'

/** A good document of the metered data responsible, as JSON, with some keys of its head replaced; undefined leaves one out. */
export function documentJson(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ [ROOT]: { ...documentHead(), ...changes } })
}

/** The head and series of that document. */
export function documentHead(): Record<string, unknown> {
  const [example] = (Rsm012Json as unknown as { readonly examples: readonly Record<string, object>[] }).examples
  return {
    ...structuredClone(example?.[ROOT]),
    'sender_MarketParticipant.mRID': { codingScheme: 'A10', value: ACTOR_OF['metereddataresponsible'] },
    'receiver_MarketParticipant.mRID': { codingScheme: 'A10', value: HUB_ID },
  }
}
