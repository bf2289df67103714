import { CONTENT_RULES } from './content-rules.ts'
import { DATE_RULES } from './date-rules.ts'
import type { ProcessRule } from './process-rule.ts'
import { SENDER_RULES } from './sender-rules.ts'
import { STATE_RULES } from './state-rules.ts'

/** Every rule about a process, in the order in which they are reported. */
export const PROCESS_RULES: readonly ProcessRule[] = [...DATE_RULES, ...SENDER_RULES, ...CONTENT_RULES, ...STATE_RULES]
