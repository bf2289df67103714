import { parseInstant } from '../../kernel/index.ts'
import { isGivenId } from '../rules/given-ids.ts'
import type { Asked } from './asked.ts'
import { EVERY, type ProcessRule } from './process-rule.ts'

const idOf = ({ request }: Asked): string => request.meteringPointId
const dateOf = ({ request }: Asked): string => request.effectiveDate

/** Rules about the point's id and the effective date. */
export const DATE_RULES: readonly ProcessRule[] = [
  {
    code: 'GSRN',
    field: 'metering_point_id',
    kinds: ['create'],
    when: 'the identifier is not valid: 18 digits that begin with 57, with their check digit',
    broken: ({ request, ground }) => !isGivenId(request.meteringPointId, ground.profile),
    value: idOf,
    english: (asked) => `'${idOf(asked)}' is not a valid metering point id`,
    danish: (asked) => `'${idOf(asked)}' er ikke et gyldigt målepunkts-id`,
  },
  {
    code: 'ID_USED',
    field: 'metering_point_id',
    kinds: ['create'],
    when: 'the identifier was used before, also by a point that is closed down or withdrawn',
    broken: ({ history }) => history.size > 0,
    value: idOf,
    english: (asked) => `the metering point id ${idOf(asked)} was used before`,
    danish: (asked) => `målepunkts-id ${idOf(asked)} har været anvendt før`,
  },
  {
    code: 'DATE_MISSING',
    field: 'effective_date',
    kinds: EVERY,
    when: 'the effective date is absent, or neither a market day nor an instant',
    broken: ({ request, day }) => day === undefined && parseInstant(request.effectiveDate) === undefined,
    value: dateOf,
    english: (asked) => `the effective date '${dateOf(asked)}' is no date`,
    danish: (asked) => `skæringsdatoen '${dateOf(asked)}' er ikke en dato`,
  },
  {
    code: 'DATE_WINDOW',
    field: 'effective_date',
    kinds: EVERY,
    when: 'the effective date is an instant that is no local midnight',
    broken: ({ request, day }) => day === undefined && parseInstant(request.effectiveDate) !== undefined,
    value: dateOf,
    english: (asked) => `the effective date ${dateOf(asked)} is not the beginning of a market day`,
    danish: (asked) => `skæringsdatoen ${dateOf(asked)} er ikke dansk midnat`,
  },
  {
    code: 'DATE_WINDOW',
    field: 'effective_date',
    kinds: EVERY,
    when: 'the effective date lies more than 721 days back',
    broken: ({ day, firstDay }) => day !== undefined && day < firstDay,
    value: dateOf,
    english: (asked) => `the effective date ${dateOf(asked)} lies before ${asked.firstDay}`,
    danish: (asked) => `skæringsdatoen ${dateOf(asked)} ligger før ${asked.firstDay}`,
  },
  {
    code: 'DATE_WINDOW',
    field: 'effective_date',
    kinds: EVERY,
    when: 'the effective date lies further ahead than the process allows: create and update today (capacity settlement 150 days), others 365 days',
    broken: ({ day, lastDay }) => day !== undefined && day > lastDay,
    value: dateOf,
    english: (asked) => `the effective date ${dateOf(asked)} lies after ${asked.lastDay}`,
    danish: (asked) => `skæringsdatoen ${dateOf(asked)} ligger efter ${asked.lastDay}`,
  },
  {
    code: 'POINT_UNKNOWN',
    field: 'metering_point_id',
    kinds: EVERY,
    when: 'there is no such metering point on the effective date',
    broken: ({ request, day, inForce }) => request.kind !== 'create' && day !== undefined && inForce === undefined,
    value: idOf,
    english: (asked) => `metering point ${idOf(asked)} is not known on ${dateOf(asked)}`,
    danish: (asked) => `målepunkt ${idOf(asked)} findes ikke den ${dateOf(asked)}`,
  },
]
