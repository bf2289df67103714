import type { AnswerReason } from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import { marketCodeOf } from '../measurements/index.ts'

/** Findings as the reasons of a rejection: the market's code, and a sentence in both languages where there is one. */
export function reasonsOf(findings: readonly Finding[]): AnswerReason[] {
  return findings.map(({ code, message, danish }) => ({
    code: marketCodeOf(code),
    text: danish === undefined ? message : `${danish} / ${message}`,
  }))
}
