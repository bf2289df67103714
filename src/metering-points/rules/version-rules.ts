import { ADDRESS_RULES } from './address-rules.ts'
import { INSTALLATION_RULES } from './installation-rules.ts'
import type { VersionRule } from './rule.ts'
import { SETTLEMENT_RULES } from './settlement-rules.ts'
import { WORD_RULES } from './word-rules.ts'

/** Every rule that a version of a point keeps by itself, in the order in which they are reported (settlement 6.1). */
export const VERSION_RULES: readonly VersionRule[] = [
  ...WORD_RULES,
  ...SETTLEMENT_RULES,
  ...INSTALLATION_RULES,
  ...ADDRESS_RULES,
]
