import { accepted, finding, refused, RESOLUTIONS } from '../../kernel/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import { isMeteringPointType, isSettlementMethod } from '../../market/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'
import { CONNECTION_STATES } from '../model.ts'
import type { ConnectionState, PointValues } from '../model.ts'

/** Which metering points are looked for: those of which all of this holds. What is left out does not narrow. */
export type PointFilter = {
  /** an id, or its beginning */
  readonly id?: string | undefined
  /** lies in one of these areas */
  readonly gridAreas?: readonly string[] | undefined
  readonly energySupplierId?: string | undefined
  readonly balanceResponsibleId?: string | undefined
  readonly connectionState?: ConnectionState | undefined
  readonly type?: MeteringPointType | undefined
  readonly settlementMethod?: SettlementMethod | undefined
  readonly resolution?: PointValues['resolution'] | undefined
  readonly parentId?: string | undefined
  readonly meterNumber?: string | undefined
  /** GSRN of the power plant */
  readonly powerPlantId?: string | undefined
  readonly postCode?: string | undefined
  /** the beginning of a street's name, large and small letters alike */
  readonly streetName?: string | undefined
  /** within a street, a post code or a city */
  readonly buildingNumber?: string | undefined
  /** large and small letters alike */
  readonly city?: string | undefined
}

/** A filter whose words come from outside. */
export type AskedFilter = {
  readonly [K in keyof PointFilter]: K extends 'gridAreas' ? PointFilter[K] : string | undefined
}

/** Every resolution in which a point may be read. */
const POINT_RESOLUTIONS: readonly string[] = [...RESOLUTIONS, 'P1M']

/** A filter that can be searched for, or everything that is wrong with it, each fault under the name of its field. */
export function pointFilterOf(asked: AskedFilter): Result<PointFilter, Finding[]> {
  const findings: Finding[] = []
  const hold = (field: keyof AskedFilter, isKnown: (word: string) => boolean, what: string): void => {
    const word = asked[field]
    if (typeof word === 'string' && word !== '' && !isKnown(word))
      findings.push(finding('FIELD_INVALID', `'${word}' is ${what}`, { field, value: word }))
  }
  hold('id', (text) => /^\d{1,18}$/.test(text), 'neither a metering point id nor the beginning of one')
  hold('type', isMeteringPointType, 'no type of metering points')
  hold('connectionState', (text) => CONNECTION_STATES.some((known) => known === text), 'no connection state')
  hold('settlementMethod', isSettlementMethod, 'no settlement method')
  hold('resolution', (text) => POINT_RESOLUTIONS.includes(text), 'no resolution of metering points')
  for (const [field, said] of Object.entries(asked)) {
    if (said?.length === 0) findings.push(finding('FIELD_INVALID', `${field} is empty`, { field }))
  }
  const { streetName, postCode, city } = asked
  if (asked.buildingNumber !== undefined && (streetName ?? postCode ?? city) === undefined) {
    const said = 'a building number is looked for within a street, a post code or a city'
    findings.push(finding('FIELD_MISSING', said, { field: 'buildingNumber' }))
  }
  return findings.length === 0 ? accepted(asked as PointFilter) : refused(findings)
}
