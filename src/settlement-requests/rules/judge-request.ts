import type { RejectionReason } from '../../exchange/index.ts'
import { flowOf } from '../request.ts'
import { askedOf, type JudgeInput } from './asked.ts'
import { reasonOf } from './no-data.ts'
import { REQUEST_RULES } from './request-rules.ts'

/** Holds a request against every rule of its flow: all reasons to reject it at once, none when data may be looked for. */
export function judgeRequest(input: JudgeInput): RejectionReason[] {
  const asked = askedOf(input)
  const flow = flowOf(input.request)
  return REQUEST_RULES.filter(({ flows, isBroken }) => flows.includes(flow) && isBroken(asked)).map(reasonOf)
}
