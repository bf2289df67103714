import { catalogue } from '../../kernel/index.ts'
import { table } from '../specification/markdown.ts'
import { DAYS_AHEAD } from './asked-service.ts'
import { findService, SERVICE_CODES } from './service.ts'
import { SERVICE_RULES } from './service-rules.ts'
import { ANSWER_DAYS } from './submit-services.ts'

/** docs/services.md: which services there are, and for what a request is rejected at once, as the rules say it. */
export function renderServices(): string {
  const services = SERVICE_CODES.map((code) => {
    const service = findService(code)
    return [code, service?.english ?? '', service?.danish ?? '', service?.states.join(', ') ?? '']
  })
  const rules = SERVICE_RULES.map(({ code, field, when }) => [catalogue[code].answeredAs ?? code, code, field, when])
  return `# Services

Made from the rules in [src/metering-points/services](../src/metering-points/services/README.md); a test holds this page against them.

A supplier asks the grid company for a service by way of the hub: RSM-020, process D22 (BRS-039). The wanted day is a local midnight from today to ${DAYS_AHEAD} days ahead.

${table(['code', 'service', 'Danish', 'states of the point on the wanted day'], services)}

Closing and a change of settlement are among D08 to D13.

## What becomes of a request

| state | happens when | the supplier gets |
| --- | --- | --- |
| rejected | a rule below is broken when it arrives | RSM-020-A02 with every reason, in Danish and English |
| open | it was forwarded to the grid company of the area on the wanted day: RSM-020 under a transaction id of the hub | nothing yet |
| accepted | the grid company confirms: RSM-020-A01 | RSM-020-A01 |
| refused | the grid company rejects: RSM-020-A02 | RSM-020-A02 with D28 and what the grid company says |
| overdue | the ${ANSWER_DAYS}th market day after that of receipt has ended without an answer | RSM-020-A02 with D20 |
| cancelled | the supplier takes it back before it is answered | nothing |

One of the last four happens, once and for ever. What the grid company then does with the point is a process of its own (RSM-021).

## Rejected at once

${table(['code', 'rule', 'field', 'rejected when'], rules)}
`
}
