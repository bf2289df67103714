import type { ConnectionState } from '../model.ts'

/** What a service of the market is: its names in a sentence, and the states of a point for which it can be asked. */
export type Service = {
  readonly english: string
  readonly danish: string
  /** the point is in one of them on the wanted day */
  readonly states: readonly ConnectionState[]
}

const OPEN: readonly ConnectionState[] = ['new', 'connected', 'disconnected']

// Closing and a change of settlement (settlement 6.1) are among D08 to D13; which is which, no text says.
const unnamed = (code: string): Service => ({
  english: `service ${code}`,
  danish: `serviceydelse ${code}`,
  states: OPEN,
})

/** Every service that a supplier can ask of the grid company, by its code (datahub 2.13). */
const SERVICES: Readonly<Record<string, Service>> = {
  D01: { english: 'disconnection', danish: 'afbrydelse', states: ['connected'] },
  D03: { english: 'reopening', danish: 'genåbning', states: ['disconnected'] },
  D05: { english: 'check of the meter', danish: 'målerundersøgelse', states: OPEN },
  D08: unnamed('D08'),
  D09: unnamed('D09'),
  D10: unnamed('D10'),
  D11: unnamed('D11'),
  D12: unnamed('D12'),
  D13: unnamed('D13'),
}

/** The codes of all services. */
export const SERVICE_CODES: readonly string[] = Object.keys(SERVICES)

/** The service of a code; undefined when the market has none under it. */
export function findService(code: string | undefined): Service | undefined {
  return code !== undefined && Object.hasOwn(SERVICES, code) ? SERVICES[code] : undefined
}
