import { REQUEST_FORMS } from '../../exchange/index.ts'
import type { RequestType } from '../../exchange/index.ts'
import { NO_DATA } from './no-data.ts'
import { REQUEST_SENDERS } from './request-doors.ts'
import { REQUEST_RULES } from './request-rules.ts'

const TYPES: readonly RequestType[] = ['RSM-015', 'RSM-016', 'RSM-017']

/** docs/requests.md: who may ask, and for what a request is rejected, as the rules say it. */
export function renderRules(): string {
  const senders = TYPES.map((type) => [
    type,
    REQUEST_FORMS[type].documentType,
    REQUEST_FORMS[type].processTypes.join(', '),
    REQUEST_SENDERS[type].join(', '),
  ])
  const rules = [...REQUEST_RULES, ...Object.values(NO_DATA)].map((rule) => [
    rule.code,
    rule.flows.map((flow) => flow.slice('BRS-'.length)).join(', '),
    rule.when,
    rule.danish,
    rule.english,
  ])
  return `# Requests

Made from the rules in [src/settlement-requests](../src/settlement-requests/README.md); a test holds this page against them.

What is wrong with the form of a request is answered at once, by status 400 with the codes 00001 to 00403 (datahub 1.5). What follows is answered through the requester's queue: by the data, or by a rejection with every reason at once, in Danish and English.

${table(['document', 'type', 'processes', 'senders'], senders)}

A grid company that sends RSM-016 as DDM is let in and rejected with D02. Flows: BRS-024 yearly amount (RSM-015, E30), BRS-025 measured data (RSM-015, E23), BRS-026 aggregated energy (RSM-016), BRS-028 wholesale services (RSM-017).

${table(['code', 'BRS', 'rejected when', 'Danish', 'English'], rules)}
`
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
