import { finding, type Finding } from '../../kernel/index.ts'
import type { Asked } from './asked.ts'
import { PROCESS_RULES } from './process-rules.ts'

/** What is wrong with a process before one looks at the versions that it makes. */
export function processFaults(asked: Asked): Finding[] {
  const { request } = asked
  return PROCESS_RULES.filter(
    ({ kinds, broken }) => (kinds.length === 0 || kinds.includes(request.kind)) && broken(asked),
  ).map((rule) => {
    const value = rule.value(asked)
    return finding(rule.code, rule.english(asked), {
      point: request.meteringPointId,
      day: asked.day,
      field: rule.field,
      value: value == null ? undefined : String(value),
      danish: rule.danish(asked),
    })
  })
}
