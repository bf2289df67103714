import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ChargeInformationInput,
  ChargeLinkInput,
  ChargePriceInput,
  PointPeriodInput,
  ReadingInput,
  ScenarioInputs,
} from '../../src/settlement/index.ts'

// Settlement 7.1 and 7.2: a scenario folder, read for the oracle without the program's reader.

/** A row of a file: every cell by its column, without the columns that are comments. */
export type FolderRow = Readonly<Record<string, string>>

/** The rows of a file of a folder; none when there is no such file. */
export function rowsOf(folder: string, file: string): FolderRow[] {
  const path = join(folder, file)
  if (!existsSync(path)) return []
  const [header = '', ...lines] = readFileSync(path, 'utf8').replace('\uFEFF', '').trim().split(/\r?\n/)
  const columns = header.split(';')
  return lines.map((line) => {
    const cells = line.split(';')
    return Object.fromEntries(
      columns.flatMap((column, n) => (column.startsWith('#') ? [] : [[column, (cells[n] ?? '').trim()]])),
    )
  })
}

/** What a folder hands to a calculation. */
export function readFolder(folder: string): ScenarioInputs {
  const given = readArguments(readFileSync(join(folder, 'when', 'calculation_arguments.yml'), 'utf8'))
  const table = (name: string): FolderRow[] => rowsOf(folder, join('when', `${name}.csv`))
  return {
    arguments: given,
    points: table('metering_point_periods').map(toPoint),
    readings: table('time_series_points').map(toReading),
    lossPointIds: table('grid_loss_metering_points').map((row) => cell(row, 'metering_point_id')),
    charges: {
      links: table('charge_link_periods').map(toLink),
      information: table('charge_price_information_periods').map(toInformation),
      prices: table('charge_price_points').map(toPrice),
    },
  }
}

/** A decimal text in units of 10^-scale; the text has at most so many decimals. */
function scaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale))
  return text.startsWith('-') ? -value : value
}

function readArguments(text: string): ScenarioInputs['arguments'] {
  const value = (key: string): string | undefined =>
    new RegExp(`^[- ]*${key}: *(.*)$`, 'm').exec(text)?.[1]?.replaceAll(/["']/g, '')
  return {
    calculationId: value('calculation-id') ?? '',
    type: value('calculation-type') as ScenarioInputs['arguments']['type'],
    gridAreas: value('grid-areas')?.match(/\d+/g) ?? [],
    period: {
      fromMs: instant(value('period-start-datetime') ?? ''),
      toMs: instant(value('period-end-datetime') ?? ''),
    },
    quarterlyTransitionMs: instant(value('quarterly-resolution-transition-datetime') ?? '2023-01-31 23:00:00'),
    zone: 'Europe/Copenhagen',
    isInternal: value('is-internal-calculation') === 'true',
    createdBy: '',
    executionStartMs: instant(value('calculation-execution-time-start') ?? ''),
  }
}

function instant(text: string): number {
  return Date.parse(`${text.replace(' ', 'T').replace('Z', '')}Z`)
}

function cell(row: FolderRow, column: string): string {
  const value = row[column]
  if (value === undefined) throw new RangeError(`there is no column ${column}`)
  return value
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}

function periodOf(row: FolderRow): { fromMs: number; toMs: number | null } {
  const to = cell(row, 'to_date')
  return { fromMs: instant(cell(row, 'from_date')), toMs: to === '' ? null : instant(to) }
}

const TYPES: Readonly<Record<string, PointPeriodInput['type']>> = {
  E17: 'consumption',
  E18: 'production',
  E20: 'exchange',
  D01: 've_production',
  D05: 'net_production',
  D06: 'supply_to_grid',
  D07: 'consumption_from_grid',
  D08: 'wholesale_services_information',
  D09: 'own_production',
  D10: 'net_from_grid',
  D11: 'net_to_grid',
  D12: 'total_consumption',
  D14: 'electrical_heating',
  D15: 'net_consumption',
  D19: 'capacity_settlement',
}

const METHODS: Readonly<Record<string, PointPeriodInput['settlementMethod']>> = {
  D01: 'flex',
  E02: 'non_profiled',
  E01: 'profiled',
}

function toPoint(row: FolderRow): PointPeriodInput {
  const type = TYPES[cell(row, 'type')]
  if (type === undefined) throw new RangeError(`there is no type ${cell(row, 'type')}`)
  return {
    meteringPointId: cell(row, 'metering_point_id'),
    type,
    settlementMethod: METHODS[cell(row, 'settlement_method')] ?? null,
    resolution: cell(row, 'resolution') === 'PT1H' ? 'PT1H' : 'PT15M',
    gridArea: cell(row, 'grid_area_code'),
    fromGridArea: orNull(row['from_grid_area_code']),
    toGridArea: orNull(row['to_grid_area_code']),
    parentId: orNull(row['parent_metering_point_id']),
    energySupplierId: orNull(row['energy_supplier_id']),
    balanceResponsibleId: orNull(row['balance_responsible_party_id'] ?? row['balance_responsible_id']),
    ...periodOf(row),
  }
}

function toReading(row: FolderRow): ReadingInput {
  const quantity = cell(row, 'quantity')
  return {
    meteringPointId: cell(row, 'metering_point_id'),
    microKwh: quantity === '' ? null : scaled(quantity, 6),
    quality: cell(row, 'quality') as ReadingInput['quality'],
    observedMs: instant(cell(row, 'observation_time')),
  }
}

function keyOf(row: FolderRow): Pick<ChargeLinkInput, 'chargeCode' | 'chargeType' | 'chargeOwnerId'> {
  return {
    chargeCode: cell(row, 'charge_code'),
    chargeType: cell(row, 'charge_type') as ChargeLinkInput['chargeType'],
    chargeOwnerId: cell(row, 'charge_owner_id'),
  }
}

function toLink(row: FolderRow): ChargeLinkInput {
  return {
    ...keyOf(row),
    meteringPointId: cell(row, 'metering_point_id'),
    quantity: Number(cell(row, 'quantity')),
    ...periodOf(row),
  }
}

function toInformation(row: FolderRow): ChargeInformationInput {
  return {
    ...keyOf(row),
    resolution: cell(row, 'resolution') as ChargeInformationInput['resolution'],
    isTax: cell(row, 'is_tax') === 'true',
    ...periodOf(row),
  }
}

function toPrice(row: FolderRow): ChargePriceInput {
  return {
    ...keyOf(row),
    microPrice: scaled(cell(row, 'charge_price'), 6),
    timeMs: instant(cell(row, 'charge_time')),
  }
}
