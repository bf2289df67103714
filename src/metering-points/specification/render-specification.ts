import { catalogue, type ErrorCode } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { columnOfField, POINT_FIELDS, type PointMasterData } from '../model.ts'
import { processInDanish } from '../processes/process-names.ts'
import { PROCESS_RULES } from '../processes/process-rules.ts'
import { CAPACITY_DAYS_AHEAD, PROCESS_KINDS, PROCESSES, type ProcessKind } from '../processes/process.ts'
import { checkVersion } from '../rules/check-statement.ts'
import { nameOf } from '../rules/field-names.ts'
import { HISTORY_RULES } from '../rules/history-rules.ts'
import type { VersionRule } from '../rules/rule.ts'
import { VERSION_RULES } from '../rules/version-rules.ts'
import { BROKEN_PROCESSES } from './example-asked.ts'
import { BROKEN_HISTORIES } from './example-histories.ts'
import { BROKEN_VERSIONS } from './example-versions.ts'
import { table } from './markdown.ts'
import { applicabilityTable } from './render-applicability.ts'

/** docs/metering-points.md: the processes, the fields and every rule of metering points, as the tables say them. */
export function renderSpecification(): string {
  return `# Metering points

Made from the tables of [src/metering-points](../src/metering-points/README.md); a test holds this page against them. The rules are those of settlement 6.1. Everything that is wrong is named at once, each with the market's code, the field, the value that is refused and a sentence in English and Danish.

## Processes

Effective dates are market days; the window counts from today. The operator of the hub (DGL) may ask for any process. *Grid company*: the sender must be that of the point's area on the effective date. A capacity settlement point may be created up to ${CAPACITY_DAYS_AHEAD} days ahead. A field keeps its new value until the day from which it was changed next; \`cancel\` gives the fields of a process back what they were.

${processTable()}

\`create\` states: ${columns(PROCESSES.create.fields)}.

\`update_master_data\` states: ${columns(PROCESSES.update_master_data.fields)}.

## Fields

${table(
  ['column', 'English', 'Danish'],
  POINT_FIELDS.map(([column]) => [`\`${column}\``, ...nameOf(column)]),
)}

## Which type has which field

What processes must keep, asked of the rules for every type: **R** required, **o** optional, **–** not allowed; several where it depends on the point's other fields, which the rules below name. Fields, and types, of which the same is true share a row or a column.

${applicabilityTable()}

## Rules of a version

*Holds*: \`always\` also for what is imported; \`processes\` only for what a process states.

${versionRulesTable()}

## Rules of a version among others

About the point's other versions, its parent and the grid areas.

${historyRulesTable()}

## Rules of a process

About who asks, for when, what is stated, and whether what is known allows it. What the process would make of the point must keep the rules above, unless it broke the same rule on the same field before.

${processRulesTable()}

A process is taken back by \`cancel\` only when it was accepted for the point and is not taken back already (E10, PROCESS_UNKNOWN, \`cancels\`), by who sent it or the operator (E0I), while no later change of state builds on it (D16), and a creation only while nothing was changed since and no child is coupled to the point (D16).
`
}

function versionRulesTable(): string {
  return rulesTable(
    'holds',
    VERSION_RULES.map((rule) => {
      const example = BROKEN_VERSIONS.find(({ values }) => isSaid(rule, values))?.values
      return { rule, also: rule.holds, sentences: example && [rule.english(example), rule.danish(example)] }
    }),
  )
}

function historyRulesTable(): string {
  return rulesTable(
    'holds',
    HISTORY_RULES.map((rule) => {
      const example = BROKEN_HISTORIES.find(({ version }) => rule.broken(version))?.version
      return { rule, also: rule.holds, sentences: example && [rule.english(example), rule.danish(example)] }
    }),
  )
}

function processRulesTable(): string {
  return rulesTable(
    'processes',
    PROCESS_RULES.map((rule) => {
      const isFor = (kind: ProcessKind): boolean => rule.kinds.length === 0 || rule.kinds.includes(kind)
      const example = BROKEN_PROCESSES.find(({ asked }) => isFor(asked.request.kind) && rule.broken(asked))?.asked
      const also = rule.kinds.length === 0 ? 'every' : rule.kinds.join(', ')
      return { rule, also, sentences: example && [rule.english(example), rule.danish(example)] }
    }),
  )
}

/** Whether a version is refused with the rule's own sentence. */
function isSaid(rule: VersionRule, values: PointMasterData): boolean {
  if (!rule.broken(values, dk)) return false
  return checkVersion(values, dk, 'processes').some(({ message }) => message === rule.english(values))
}

function processTable(): string {
  return table(
    ['process', 'Danish', 'BRS', 'reason', 'senders', 'from', 'to', 'states', 'days back', 'days ahead'],
    PROCESS_KINDS.map((kind) => {
      const { brs, reasonCode, senders, isOfGridCompany, from, to, fields, daysBack, daysAhead } = PROCESSES[kind]
      return [
        `\`${kind}\``,
        processInDanish(kind),
        brs ?? '',
        reasonCode ?? '',
        [...senders, 'DGL'].join(', ') + (isOfGridCompany ? ' (grid company)' : ''),
        kind === 'cancel' ? '' : from.join(', '),
        to ?? '',
        fields.length > 5 ? 'see below' : columns(fields),
        `${daysBack}`,
        `${daysAhead}`,
      ]
    }),
  )
}

function columns(fields: (typeof PROCESSES)['create']['fields']): string {
  return fields.map(columnOfField).join(', ')
}

type Line = {
  readonly rule: { readonly code: ErrorCode; readonly field: string; readonly when: string }
  readonly also: string
  readonly sentences: readonly string[] | undefined
}

function rulesTable(also: string, lines: readonly Line[]): string {
  return table(
    ['code', 'our code', 'field', also, 'broken when', 'English, for example', 'Danish, for example'],
    lines.map(({ rule: { code, field, when }, also: cell, sentences = [] }) => [
      catalogue[code].answeredAs ?? '',
      code,
      field,
      cell,
      when,
      ...sentences,
    ]),
  )
}
