import type { ConnectionState } from '../model.ts'
import { periodsOf, type PointHistory } from '../rules/history.ts'

/** The states that may follow a state (settlement 6.1). */
const MAY_FOLLOW: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  new: ['connected', 'closed_down'],
  connected: ['disconnected', 'closed_down'],
  disconnected: ['connected', 'closed_down'],
  closed_down: [],
}

/**
 * A later change of state that could not follow when the point were in another state from a day on; undefined: none.
 * @param before the state that is known of the day
 */
export function brokenAfter(
  history: PointHistory,
  day: string,
  before: ConnectionState,
  state: ConnectionState,
): string | undefined {
  let last = before
  for (const { validFrom, values } of periodsOf(history)) {
    if (validFrom <= day) continue
    if (values.connectionState !== last)
      return MAY_FOLLOW[state].includes(values.connectionState) ? undefined : validFrom
    last = values.connectionState
  }
  return undefined
}
