import { nameOf, POINT_FIELDS } from '../metering-points/index.ts'
import type { FoundPoint, PointMasterData, PointPeriod, PointVersion, PointView } from '../metering-points/index.ts'
import { table } from './output.ts'

type Field = keyof PointMasterData

/** The fields of a point as they are shown: under these titles, in this order. */
export const FIELD_GROUPS: readonly (readonly [title: string, fields: readonly Field[]])[] = [
  ['point', ['type', 'connectionState', 'gridArea', 'fromGridArea', 'toGridArea', 'parentId', 'lossRole']],
  ['supply', ['energySupplierId', 'balanceResponsibleId', 'isMoveIn', 'productionObligation']],
  [
    'settlement',
    [
      'settlementMethod',
      'resolution',
      'product',
      'unit',
      'netSettlementGroup',
      'scheduledMeterReadingDate',
      'hasElectricalHeating',
    ],
  ],
  [
    'installation',
    [
      'meteringMethod',
      'meterNumber',
      'connectionType',
      'disconnectionType',
      'assetType',
      'capacityKw',
      'powerPlantId',
      'powerLimitKw',
      'currentLimitAmpere',
    ],
  ],
  [
    'address',
    [
      'streetName',
      'streetCode',
      'buildingNumber',
      'floor',
      'room',
      'postCode',
      'city',
      'citySubdivision',
      'municipalityCode',
      'countryCode',
      'isActualAddress',
      'geoInfoReference',
      'locationDescription',
    ],
  ],
]

/** Points as a table, the columns of which nobody has a value left out. */
export function pointsTable(points: readonly FoundPoint[]): string {
  const columns: readonly (readonly [title: string, cell: (point: FoundPoint) => string | null])[] = [
    ['metering point', ({ meteringPointId }) => meteringPointId],
    ['type', ({ type }) => type],
    ['state', ({ connectionState }) => connectionState],
    ['area', areaText],
    ['method', ({ settlementMethod }) => settlementMethod],
    ['resolution', ({ resolution }) => resolution],
    ['supplier', ({ energySupplierId }) => energySupplierId],
    ['parent', ({ parentId }) => parentId],
    ['meter', ({ meterNumber }) => meterNumber],
    ['from', ({ validFrom }) => validFrom],
    ['to', ({ validTo }) => validTo],
    ['address', ({ address }) => address],
  ]
  const shown = columns.filter(([, cell]) => points.some((point) => cell(point) !== null))
  return table(
    shown.map(([title]) => title),
    points.map((point) => shown.map(([, cell]) => cell(point) ?? '')),
  )
}

/** A point on a day: its fields in groups, the points that it is coupled to, and all its periods. */
export function viewText(
  { meteringPointId, asOf, version, parent, children, periods }: PointView,
  statements: number,
): string {
  const lines = [
    `metering point ${meteringPointId} on ${asOf}, ${statements === 1 ? '1 statement' : `${statements} statements`}`,
  ]
  if (version === null) lines.push('', 'Nothing holds on this day.')
  else
    lines.push(versionLine(version), ...FIELD_GROUPS.flatMap(([title, fields]) => group(title, fields, version.values)))
  if (parent !== null) lines.push('', 'parent', pointsTable([parent]))
  if (children.length > 0) lines.push('', 'children', pointsTable(children))
  if (periods.length > 0) lines.push('', 'periods', periodsTable(periods))
  return lines.join('\n')
}

/** What a field is called. */
export function fieldName(field: Field): string {
  return nameOf(COLUMN_OF.get(field) ?? field)[0]
}

/** A value as it is told; null is a dash. */
export function valueText(value: string | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value ?? '-'
}

const COLUMN_OF = new Map(POINT_FIELDS.map(([column, field]) => [field, column]))

function versionLine({ validFrom, recordedSeq, processId }: PointVersion): string {
  return `since ${validFrom}, recorded ${recordedSeq} by ${processId === null ? 'an import' : `process ${processId}`}`
}

/** The fields of a group that have a value, under its title; nothing when none has. */
function group(title: string, fields: readonly Field[], values: PointMasterData): string[] {
  const stated = fields.filter((field) => values[field] !== null)
  if (stated.length === 0) return []
  const width = Math.max(...FIELD_GROUPS.flatMap(([, all]) => all.map((field) => fieldName(field).length)))
  return ['', title, ...stated.map((field) => `  ${fieldName(field).padEnd(width)}  ${valueText(values[field])}`)]
}

function periodsTable(periods: readonly PointPeriod[]): string {
  return table(
    ['from', 'to', 'state', 'method', 'resolution', 'area', 'supplier', 'recorded'],
    periods.map((period) => [
      period.validFrom,
      period.validTo ?? '',
      period.connectionState,
      period.settlementMethod ?? '',
      period.resolution,
      areaText(period),
      period.energySupplierId ?? '',
      String(period.recordedSeq),
    ]),
  )
}

function areaText({
  type,
  gridArea,
  fromGridArea,
  toGridArea,
}: Pick<PointPeriod, 'type' | 'gridArea' | 'fromGridArea' | 'toGridArea'>): string {
  return type === 'exchange' ? `${fromGridArea} to ${toGridArea}` : gridArea
}
