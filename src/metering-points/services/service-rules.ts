import type { ErrorCode } from '../../kernel/index.ts'
import { isAccountingType } from '../../market/index.ts'
import type { ConnectionState } from '../model.ts'
import { inDanish } from '../rules/danish-words.ts'
import { DAYS_AHEAD, type AskedService } from './asked-service.ts'
import { SERVICE_CODES } from './service.ts'

/** A rule that a request for a service must keep (settlement 6.1; datahub 3.1, BRS-039). */
export type ServiceRule = {
  readonly code: ErrorCode
  /** what is at fault */
  readonly field: 'metering_point_id' | 'wanted_day' | 'service' | 'type' | 'energy_supplier_id' | 'connection_state'
  readonly when: string
  readonly broken: (asked: AskedService) => boolean
  /** what is refused; undefined: nothing was stated */
  readonly value: (asked: AskedService) => string | undefined
  readonly english: (asked: AskedService) => string
  readonly danish: (asked: AskedService) => string
}

const idOf = ({ ask }: AskedService): string => ask.meteringPointId
const wantedOf = ({ ask }: AskedService): string => ask.wantedDay
const serviceOf = ({ ask }: AskedService): string | undefined => ask.service
const stateOf = ({ point }: AskedService): ConnectionState => point?.connectionState ?? 'new'
const openOf = ({ ask, ground }: AskedService): bigint | undefined =>
  ask.service === undefined ? undefined : ground.openRequestOf(ask.meteringPointId, ask.service)

/** Every rule about a request for a service, in the order in which they are reported. */
export const SERVICE_RULES: readonly ServiceRule[] = [
  {
    code: 'POINT_UNKNOWN',
    field: 'metering_point_id',
    when: 'there is no such metering point on the wanted day',
    broken: ({ isPointKnown }) => !isPointKnown,
    value: idOf,
    english: (asked) => `metering point ${idOf(asked)} is not known on ${asked.day ?? 'any day'}`,
    danish: (asked) =>
      `målepunkt ${idOf(asked)} findes ikke ${asked.day === undefined ? '' : `den ${asked.day}`}`.trim(),
  },
  {
    code: 'DATE_WINDOW',
    field: 'wanted_day',
    when: 'the wanted day is missing, or no local midnight',
    broken: ({ day }) => day === undefined,
    value: wantedOf,
    english: (asked) => `the wanted day '${wantedOf(asked)}' is not the beginning of a market day`,
    danish: (asked) => `den ønskede dato '${wantedOf(asked)}' er ikke dansk midnat`,
  },
  {
    code: 'DATE_WINDOW',
    field: 'wanted_day',
    when: 'the wanted day lies before today',
    broken: ({ day, ground }) => day !== undefined && day < ground.today,
    value: wantedOf,
    english: (asked) => `the wanted day ${wantedOf(asked)} lies before ${asked.ground.today}`,
    danish: (asked) => `den ønskede dato ${wantedOf(asked)} ligger før ${asked.ground.today}`,
  },
  {
    code: 'DATE_WINDOW',
    field: 'wanted_day',
    when: `the wanted day lies more than ${DAYS_AHEAD} days ahead`,
    broken: ({ day, lastDay }) => day !== undefined && day > lastDay,
    value: wantedOf,
    english: (asked) => `the wanted day ${wantedOf(asked)} lies after ${asked.lastDay}`,
    danish: (asked) => `den ønskede dato ${wantedOf(asked)} ligger efter ${asked.lastDay}`,
  },
  {
    code: 'SERVICE',
    field: 'service',
    when: `the service is missing, or none of ${SERVICE_CODES.join(', ')}`,
    broken: ({ service }) => service === undefined,
    value: serviceOf,
    english: (asked) => `'${serviceOf(asked) ?? ''}' is not a service of the market`,
    danish: (asked) => `'${serviceOf(asked) ?? ''}' er ikke en serviceydelse i markedet`,
  },
  {
    code: 'SERVICE_POINT_TYPE',
    field: 'type',
    when: 'the point is neither consumption nor production',
    broken: ({ point }) => point !== undefined && !isAccountingType(point.type),
    value: ({ point }) => point?.type,
    english: (asked) => `metering point ${idOf(asked)} is neither consumption nor production`,
    danish: (asked) => `målepunkt ${idOf(asked)} er hverken forbrug eller produktion`,
  },
  {
    code: 'NOT_SUPPLIER',
    field: 'energy_supplier_id',
    when: 'the requester is not the energy supplier of the point on the wanted day',
    broken: ({ ask, point }) =>
      point !== undefined && isAccountingType(point.type) && point.energySupplierId !== ask.supplierId,
    value: ({ ask }) => ask.supplierId,
    english: ({ ask, day }) => `${ask.supplierId} is not the energy supplier of ${ask.meteringPointId} on ${day}`,
    danish: ({ ask, day }) => `${ask.supplierId} er ikke elleverandør på ${ask.meteringPointId} den ${day}`,
  },
  {
    code: 'STATE',
    field: 'connection_state',
    when: 'the state of the point on the wanted day does not fit the service: a disconnection (D01) needs a connected one, a reopening (D03) a disconnected one, and for a closed one there is none',
    broken: ({ point, service }) =>
      point !== undefined &&
      (point.connectionState === 'closed_down' || service?.states.includes(point.connectionState) === false),
    value: stateOf,
    english: (asked) =>
      `${asked.service?.english ?? 'a service'} is not possible: the point is ${stateOf(asked)} on ${asked.day}`,
    danish: (asked) =>
      `${asked.service?.danish ?? 'en serviceydelse'} er ikke mulig: målepunktet er ${inDanish(stateOf(asked))} den ${asked.day}`,
  },
  // D28 and not D20: that says that the process was violated, and here it is under way.
  {
    code: 'SERVICE_OPEN',
    field: 'service',
    when: 'the same service is already asked for this point, and not answered yet',
    broken: (asked) => openOf(asked) !== undefined,
    value: serviceOf,
    english: (asked) => `${asked.service?.english} of ${idOf(asked)} is already asked for`,
    danish: (asked) => `der er allerede anmodet om ${asked.service?.danish} på ${idOf(asked)}`,
  },
  {
    code: 'GRID_COMPANY_UNKNOWN',
    field: 'metering_point_id',
    when: 'nobody is known as grid company of the point’s area on the wanted day',
    broken: ({ point, gridCompanyId }) => point !== undefined && gridCompanyId === undefined,
    value: idOf,
    english: ({ point, day }) => `nobody is known as grid company of area ${point?.gridArea} on ${day}`,
    danish: ({ point, day }) => `der er ingen kendt netvirksomhed i netområde ${point?.gridArea} den ${day}`,
  },
]
