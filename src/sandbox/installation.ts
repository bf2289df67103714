import { gsrnWithCheckDigit } from '../kernel/index.ts'
import type { PointMasterData, StatedFields } from '../metering-points/index.ts'
import type { FixedPoint, Area } from './fixed-points.ts'
import { LOAD_KINDS } from './load-tables.ts'
import type { OrdinaryPoint } from './ordinary-point.ts'

/** Where the points of each own area stand. */
const TOWNS: Readonly<Record<string, StatedFields>> = {
  '801': { postCode: '8000', city: 'Aarhus', municipalityCode: '751' },
  '802': { postCode: '4000', city: 'Roskilde', municipalityCode: '265' },
}

const STREETS = ['Vestergade', 'Skolevej', 'Strandvejen', 'Kirkebakken', 'Industrivej', 'Møllevej'] as const
/** How many points stand in a street. */
const HOUSES = 99
// Company number of the plants; points have one of their own.
const PLANT_SERIES = 131_301

/** What a grid company says of a consumption or production point besides what settlement reads (settlement 6.1). */
export function installationOf(number: number, area: Area, { kind, isProduction }: OrdinaryPoint): StatedFields {
  const metered: StatedFields = { meteringMethod: 'physical', meterNumber: String(10_000_000 + number) }
  if (!isProduction) return { ...metered, ...ofConsumption(), ...addressOf(number, area) }
  const assetType = LOAD_KINDS[kind] === 'wind' ? 'wind_turbines' : 'photovoltaic_cells'
  const capacityKw = assetType === 'wind_turbines' ? '2000' : '6.5'
  return { ...metered, ...ofProduction(number, assetType, capacityKw), ...addressOf(number, area) }
}

/** The same of an exchange or loss point; what a loss point takes is calculated. */
export function fixedInstallationOf(number: number, point: FixedPoint): StatedFields {
  if (point.role === 'exchange') return { meteringMethod: 'physical', meterNumber: String(20_000_000 + number) }
  const own = point.role === 'grid_loss' ? ofConsumption() : ofProduction(number, 'no_technology', '0')
  return { meteringMethod: 'calculated', ...own, ...addressOf(number, point.owner) }
}

function ofConsumption(): StatedFields {
  return { netSettlementGroup: '0', disconnectionType: 'remote' }
}

function ofProduction(number: number, assetType: PointMasterData['assetType'], capacityKw: string): StatedFields {
  return {
    netSettlementGroup: '99',
    disconnectionType: 'manual',
    connectionType: 'direct',
    assetType,
    capacityKw,
    powerPlantId: gsrnWithCheckDigit(`${PLANT_SERIES}${String(number).padStart(9, '0')}`),
    productionObligation: false,
  }
}

function addressOf(number: number, area: Area): StatedFields {
  const street = Math.floor(number / HOUSES)
  return {
    ...TOWNS[area],
    streetName: STREETS[street % STREETS.length] ?? '',
    streetCode: String(1 + (street % 9_999)).padStart(4, '0'),
    buildingNumber: String(1 + (number % HOUSES)),
    countryCode: 'DK',
    isActualAddress: true,
    geoInfoReference: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  }
}
