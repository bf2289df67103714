import { finding, type Finding } from '../../kernel/index.ts'
import { askedService, type ServiceGround } from './asked-service.ts'
import { SERVICE_RULES } from './service-rules.ts'
import type { ForwardedService, ServiceAsk } from './service-request.ts'

/** Where a sound request goes, or every reason to reject it at once. */
export type ServiceJudgement =
  | { readonly outcome: 'forwarded'; readonly to: Pick<ForwardedService, 'service' | 'gridArea' | 'gridCompanyId'> }
  | { readonly outcome: 'rejected'; readonly findings: readonly Finding[] }

/** Holds a request against every rule; pure. */
export function judgeService(ask: ServiceAsk, ground: ServiceGround): ServiceJudgement {
  const asked = askedService(ask, ground)
  const findings = SERVICE_RULES.filter(({ broken }) => broken(asked)).map((rule) =>
    finding(rule.code, rule.english(asked), {
      point: ask.meteringPointId,
      day: asked.day,
      field: rule.field,
      value: rule.value(asked),
      danish: rule.danish(asked),
    }),
  )
  const { point, gridCompanyId } = asked
  if (findings.length > 0) return { outcome: 'rejected', findings }
  if (ask.service === undefined || point === undefined || gridCompanyId === undefined) {
    throw new Error('a request that keeps every rule lacks its service, point or grid company')
  }
  return { outcome: 'forwarded', to: { service: ask.service, gridArea: point.gridArea, gridCompanyId } }
}
