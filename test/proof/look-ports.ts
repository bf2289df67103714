import type { ImportPorts } from '../../src/measurements/index.ts'

/** What looking needs. */
export type LookPorts = Pick<ImportPorts, 'pool' | 'lake' | 'engine' | 'zone'>

/** How thoroughly to look: hashes cost half a second; `swept` says that nothing but the catalogue's files may be there. */
export interface LookOptions {
  readonly month: string
  readonly scratch: string
  readonly hashes: boolean
  readonly swept: boolean
  /** Leaves out when readings were registered: of a calculated series that is when it was published. */
  readonly withoutRegistration?: boolean
}
