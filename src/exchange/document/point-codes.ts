import type { MeteringMethod } from '../../market/index.ts'
import { wordOf } from './word-of.ts'

// The market's codes (settlement 3.2, 6.1; datahub 2.8) for how a metering point is connected and measured.
const CONNECTION_STATES = { new: 'D03', connected: 'E22', disconnected: 'E23', closed_down: 'D02' } as const
const METERING_METHODS = { physical: 'D01', virtual: 'D02', calculated: 'D03' } as const satisfies Record<
  MeteringMethod,
  string
>
const DISCONNECTION_METHODS = { remote: 'D01', manual: 'D02' } as const
const CONNECTION_TYPES = { direct: 'D01', installation: 'D02' } as const

/** The word for a connection state. */
export type ConnectionStateWord = keyof typeof CONNECTION_STATES

/** The code of a connection state. */
export function connectionStateCode(word: ConnectionStateWord): string {
  return CONNECTION_STATES[word]
}

/** The connection state that a code names; undefined for a code that it does not have. */
export function connectionStateOf(code: string): ConnectionStateWord | undefined {
  return wordOf(CONNECTION_STATES, code)
}

/** The code of a metering method. */
export function meteringMethodCode(word: MeteringMethod): string {
  return METERING_METHODS[word]
}

/** The metering method that a code names; undefined for a code that it does not have. */
export function meteringMethodOf(code: string): MeteringMethod | undefined {
  return wordOf(METERING_METHODS, code)
}

/** The word for a way of disconnecting. */
export type DisconnectionMethodWord = keyof typeof DISCONNECTION_METHODS

/** The code of a way of disconnecting. */
export function disconnectionMethodCode(word: DisconnectionMethodWord): string {
  return DISCONNECTION_METHODS[word]
}

/** The way of disconnecting that a code names; undefined for a code that it does not have. */
export function disconnectionMethodOf(code: string): DisconnectionMethodWord | undefined {
  return wordOf(DISCONNECTION_METHODS, code)
}

/** The word for a type of connection. */
export type ConnectionTypeWord = keyof typeof CONNECTION_TYPES

/** The code of a type of connection. */
export function connectionTypeCode(word: ConnectionTypeWord): string {
  return CONNECTION_TYPES[word]
}

/** The type of connection that a code names; undefined for a code that it does not have. */
export function connectionTypeOf(code: string): ConnectionTypeWord | undefined {
  return wordOf(CONNECTION_TYPES, code)
}
