import { pointId } from '../example-points.ts'
import { valuesOf, type PointMasterData } from '../model.ts'
import { CHILD, CONSUMPTION, EXCHANGE, PRODUCTION } from '../processes/example-processes.ts'
import type { StatedFields } from '../processes/request.ts'

/** A version of a point and what is wrong with it: our codes with their columns, in the order of the rules. */
export type VersionExample = { readonly values: PointMasterData; readonly faults: readonly string[] }

/** Sound versions, of which the examples change what they are about. */
export const SOUND = {
  consumption: complete(CONSUMPTION),
  production: complete(PRODUCTION),
  exchange: complete(EXCHANGE),
  child: complete(CHILD),
  group6: complete({
    ...CONSUMPTION,
    netSettlementGroup: '6',
    scheduledMeterReadingDate: '0401',
    meteringMethod: 'virtual',
    meterNumber: null,
    connectionType: 'installation',
    assetType: 'photovoltaic_cells',
    capacityKw: '6.0',
    powerPlantId: PRODUCTION.powerPlantId ?? null,
    hasElectricalHeating: true,
  }),
  calculated: complete({
    ...CHILD,
    type: 'net_consumption',
    resolution: 'PT1H',
    meteringMethod: 'calculated',
    meterNumber: null,
    powerPlantId: null,
  }),
} as const

/** What is created, before anything else is known of it. */
export function complete(stated: StatedFields): PointMasterData {
  const none = { type: '', resolution: '', gridArea: '', meteringPointId: '', validFrom: '' } as never
  return valuesOf({ ...(none as object), connectionState: 'new', ...stated } as never)
}

/** A version with something else in some fields, whatever their types say. */
function of(
  base: keyof typeof SOUND,
  changes: Readonly<Partial<Record<keyof PointMasterData, unknown>>>,
  ...faults: readonly string[]
): VersionExample {
  return { values: { ...SOUND[base], ...changes } as PointMasterData, faults }
}

const LONG = (length: number): string => 'x'.repeat(length + 1)
const SUPPLIER = '5790000000036'

/** Words and identifiers. */
const WORDS: readonly VersionExample[] = [
  of('consumption', { type: '' }, 'ENUMERATION type'),
  of('consumption', { type: 'E17' }, 'ENUMERATION type'),
  of('consumption', { settlementMethod: 'D01' }, 'SETTLEMENT_METHOD settlement_method'),
  of('consumption', { resolution: null }, 'RESOLUTION resolution'),
  of('consumption', { resolution: 'PT5M' }, 'RESOLUTION resolution'),
  of('consumption', { connectionState: null }, 'ENUMERATION connection_state'),
  of('consumption', { connectionState: 'asleep' }, 'ENUMERATION connection_state'),
  of('consumption', { lossRole: 'loss' }, 'LOSS_ROLE loss_role'),
  of('consumption', { product: 'gas' }, 'ENUMERATION product'),
  of('consumption', { unit: null }, 'UNIT unit'),
  of('consumption', { unit: 'J' }, 'UNIT unit'),
  of('consumption', { netSettlementGroup: '4' }, 'NET_SETTLEMENT_GROUP net_settlement_group'),
  of('consumption', { meteringMethod: 'guessed' }, 'ENUMERATION metering_method'),
  of('production', { connectionType: 'D01' }, 'ENUMERATION connection_type'),
  of('consumption', { disconnectionType: 'slow' }, 'ENUMERATION disconnection_type'),
  of('production', { assetType: 'D12' }, 'ASSET_TYPE asset_type'),
  of('consumption', { gridArea: '' }, 'GRID_AREA_UNKNOWN grid_area'),
  of('consumption', { gridArea: '80' }, 'GRID_AREA_UNKNOWN grid_area'),
  of('exchange', { fromGridArea: 'DK1' }, 'GRID_AREA_UNKNOWN from_grid_area'),
  of('exchange', { toGridArea: '0801' }, 'GRID_AREA_UNKNOWN to_grid_area'),
  of('child', { parentId: '571234' }, 'PARENT_UNKNOWN parent_id'),
  of('consumption', { energySupplierId: '123', balanceResponsibleId: SUPPLIER }, 'ACTOR_UNKNOWN energy_supplier_id'),
  of(
    'consumption',
    { energySupplierId: SUPPLIER, balanceResponsibleId: '123' },
    'ACTOR_UNKNOWN balance_responsible_id',
  ),
  of('production', { powerPlantId: '570000000000009008' }, 'GSRN power_plant_id'),
  of('production', { powerPlantId: '170000000000000012' }, 'GSRN power_plant_id'),
  of('consumption', { hasElectricalHeating: 'yes' }, 'ENUMERATION has_electrical_heating'),
  of('consumption', { isMoveIn: 1 }, 'ENUMERATION is_move_in'),
  of('production', { productionObligation: 'no' }, 'ENUMERATION production_obligation'),
  of('consumption', { isActualAddress: 'true' }, 'ACTUAL_ADDRESS is_actual_address'),
]

/** What settlement reads. */
const SETTLEMENT: readonly VersionExample[] = [
  of('consumption', { settlementMethod: null }, 'SETTLEMENT_METHOD settlement_method'),
  of('consumption', { settlementMethod: 'profiled' }, 'SETTLEMENT_METHOD settlement_method'),
  of('production', { settlementMethod: 'flex' }, 'SETTLEMENT_METHOD settlement_method'),
  of('exchange', { fromGridArea: null }, 'EXCHANGE_AREAS from_grid_area'),
  of('exchange', { toGridArea: null }, 'EXCHANGE_AREAS to_grid_area'),
  of('exchange', { fromGridArea: '801' }, 'EXCHANGE_AREAS to_grid_area'),
  of('consumption', { fromGridArea: '802' }, 'EXCHANGE_AREAS from_grid_area'),
  of('child', { toGridArea: '802' }, 'EXCHANGE_AREAS to_grid_area'),
  of('consumption', { connectionState: 'connected' }, 'SUPPLIER energy_supplier_id'),
  of('exchange', { energySupplierId: SUPPLIER }, 'SUPPLIER energy_supplier_id'),
  of('child', { balanceResponsibleId: SUPPLIER }, 'SUPPLIER balance_responsible_id'),
  of('consumption', { energySupplierId: SUPPLIER }, 'BALANCE_RESPONSIBLE_MISSING balance_responsible_id'),
  of('consumption', { balanceResponsibleId: SUPPLIER }, 'BALANCE_RESPONSIBLE_MISSING balance_responsible_id'),
  of('consumption', { parentId: pointId(1) }, 'PARENT_TYPE parent_id'),
  of('consumption', { settlementMethod: 'non_profiled', lossRole: 'grid_loss' }, 'LOSS_ROLE loss_role'),
  of('consumption', { lossRole: 'system_correction' }, 'LOSS_ROLE loss_role'),
  of('consumption', { resolution: 'P1M' }, 'RESOLUTION resolution'),
  of('calculated', { resolution: 'PT15M' }, 'RESOLUTION resolution'),
  of('consumption', { unit: 'MWh' }, 'UNIT unit'),
  of('consumption', { product: 'reactive_energy' }, 'PRODUCT product'),
  of('exchange', { product: null }, 'PRODUCT product'),
]

/** The installation. */
const INSTALLATION: readonly VersionExample[] = [
  of('consumption', { netSettlementGroup: null }, 'NET_SETTLEMENT_GROUP net_settlement_group'),
  of('exchange', { netSettlementGroup: '0' }, 'NET_SETTLEMENT_GROUP net_settlement_group'),
  of('group6', { scheduledMeterReadingDate: '0402' }, 'SCHEDULED_READING scheduled_meter_reading_date'),
  of('consumption', { scheduledMeterReadingDate: '0401' }, 'SCHEDULED_READING scheduled_meter_reading_date'),
  of('group6', { scheduledMeterReadingDate: null }, 'SCHEDULED_READING scheduled_meter_reading_date'),
  of('production', { hasElectricalHeating: false }, 'FIELD_NOT_OF_TYPE has_electrical_heating'),
  of('exchange', { isMoveIn: false }, 'FIELD_NOT_OF_TYPE is_move_in'),
  of('exchange', { meteringMethod: null }, 'METHOD_MISSING metering_method'),
  of('group6', { meteringMethod: 'physical', meterNumber: '1' }, 'METERING_METHOD metering_method'),
  of('calculated', { meteringMethod: 'virtual' }, 'METERING_METHOD metering_method'),
  of('consumption', { meterNumber: null }, 'METER_NUMBER meter_number'),
  of('group6', { meterNumber: '1' }, 'METER_NUMBER meter_number'),
  of('production', { productionObligation: null }, 'PRODUCTION_OBLIGATION production_obligation'),
  of('consumption', { productionObligation: false }, 'PRODUCTION_OBLIGATION production_obligation'),
  of('production', { disconnectionType: null }, 'DISCONNECTION_TYPE disconnection_type'),
  of('exchange', { disconnectionType: 'manual' }, 'DISCONNECTION_TYPE disconnection_type'),
  of('group6', { assetType: null }, 'ASSET_TYPE asset_type'),
  of('production', { assetType: null }, 'ASSET_TYPE asset_type'),
  of('exchange', { assetType: 'boiler' }, 'ASSET_TYPE_FORBIDDEN asset_type'),
  of('group6', { powerPlantId: null }, 'POWER_PLANT power_plant_id'),
  of('production', { powerPlantId: null }, 'POWER_PLANT power_plant_id'),
  of('child', { powerPlantId: null }, 'POWER_PLANT power_plant_id'),
  of('exchange', { powerPlantId: SOUND.production.powerPlantId }, 'POWER_PLANT power_plant_id'),
  of('group6', { capacityKw: null }, 'CAPACITY capacity_kw'),
  of('calculated', { capacityKw: '6' }, 'CAPACITY capacity_kw'),
  of('production', { connectionType: null }, 'CONNECTION_TYPE connection_type'),
  of('consumption', { connectionType: 'direct' }, 'CONNECTION_TYPE connection_type'),
  of('child', { connectionType: 'installation' }, 'CONNECTION_TYPE connection_type'),
  of('group6', { connectionType: 'direct' }, 'CONNECTION_GROUP connection_type'),
]

/** The address, and the forms of texts. */
const ADDRESS: readonly VersionExample[] = [
  of('consumption', { streetName: null }, 'ADDRESS street_name'),
  of('production', { streetCode: null }, 'ADDRESS street_code'),
  of('consumption', { buildingNumber: null }, 'ADDRESS building_number'),
  of('consumption', { postCode: null }, 'ADDRESS post_code'),
  of('consumption', { city: null }, 'ADDRESS city'),
  of('consumption', { municipalityCode: null }, 'ADDRESS municipality_code'),
  of('consumption', { countryCode: null }, 'ADDRESS country_code'),
  of('consumption', { geoInfoReference: null }, 'ADDRESS geo_info_reference'),
  of('consumption', { isActualAddress: null }, 'ACTUAL_ADDRESS is_actual_address'),
  of('consumption', { streetName: LONG(40) }, 'FIELD_FORMAT street_name'),
  of('consumption', { streetName: ' ' }, 'FIELD_FORMAT street_name'),
  of('consumption', { streetName: 'Vester\0gade' }, 'FIELD_FORMAT street_name'),
  of('consumption', { streetName: 7 }, 'FIELD_FORMAT street_name'),
  of('consumption', { streetCode: '0000' }, 'FIELD_FORMAT street_code'),
  of('consumption', { buildingNumber: '16b' }, 'FIELD_FORMAT building_number'),
  of('consumption', { countryCode: 'SE', buildingNumber: LONG(6) }, 'FIELD_FORMAT building_number'),
  of('consumption', { floor: LONG(4) }, 'FIELD_FORMAT floor'),
  of('consumption', { room: LONG(4) }, 'FIELD_FORMAT room'),
  of('consumption', { city: LONG(25) }, 'FIELD_FORMAT city'),
  of('consumption', { citySubdivision: LONG(34) }, 'FIELD_FORMAT city_subdivision'),
  of('consumption', { postCode: '550' }, 'FIELD_FORMAT post_code'),
  of('consumption', { countryCode: 'SE', postCode: LONG(10) }, 'FIELD_FORMAT post_code'),
  of('consumption', { municipalityCode: '099' }, 'FIELD_FORMAT municipality_code'),
  of('consumption', { countryCode: 'dk', buildingNumber: '16' }, 'FIELD_FORMAT country_code'),
  of('consumption', { geoInfoReference: 'f26f8678' }, 'FIELD_FORMAT geo_info_reference'),
  of('consumption', { locationDescription: LONG(60) }, 'FIELD_FORMAT location_description'),
  of('consumption', { meterNumber: LONG(15) }, 'FIELD_FORMAT meter_number'),
  of('consumption', { powerLimitKw: '1000000' }, 'FIELD_FORMAT power_limit_kw'),
  of('consumption', { currentLimitAmpere: '35.5' }, 'FIELD_FORMAT current_limit_ampere'),
  of('group6', { capacityKw: '6,0' }, 'CAPACITY capacity_kw'),
  of('group6', { capacityKw: '1234567.8' }, 'CAPACITY capacity_kw'),
]

/** Versions of which each breaks what it says, and nothing else. */
export const BROKEN_VERSIONS: readonly VersionExample[] = [...WORDS, ...SETTLEMENT, ...INSTALLATION, ...ADDRESS]

/** Versions at the edge of what is allowed. */
export const EDGE_VERSIONS: readonly PointMasterData[] = [
  ...Object.values(SOUND),
  of('consumption', {
    streetName: 'x'.repeat(40),
    streetCode: '9999',
    buildingNumber: '999Ø',
    floor: 'x'.repeat(4),
    room: 'x'.repeat(4),
    city: 'x'.repeat(25),
    citySubdivision: 'x'.repeat(34),
    postCode: '0800',
    municipalityCode: '999',
    locationDescription: 'x'.repeat(60),
    meterNumber: 'x'.repeat(15),
    powerLimitKw: '999999',
    currentLimitAmpere: '0',
    isActualAddress: false,
  }).values,
  of('consumption', { countryCode: 'SE', buildingNumber: '12-14b', postCode: 'SE 211 45 ', streetCode: '0001' }).values,
  of('consumption', { municipalityCode: '100', netSettlementGroup: '0', assetType: 'boiler' }).values,
  of('group6', { capacityKw: '12345678' }).values,
  of('group6', { netSettlementGroup: '3', scheduledMeterReadingDate: null }).values,
  of('group6', { netSettlementGroup: '2', scheduledMeterReadingDate: null, connectionType: 'direct' }).values,
  of('production', { netSettlementGroup: '0', connectionType: null, capacityKw: null }).values,
  of('child', { type: 've_production', resolution: 'P1M', product: null, unit: 'kVArh' }).values,
  of('child', { type: 'analysis', resolution: 'P1M', product: 'reactive_energy', unit: 'MWh', powerPlantId: null })
    .values,
  of('child', { type: 'other_production', unit: 'MWh', capacityKw: '1.5' }).values,
  of('child', { type: 'exchange_reactive_energy', unit: 'kVArh', product: 'reactive_energy', powerPlantId: null })
    .values,
  of('consumption', { lossRole: 'grid_loss' }).values,
  of('production', { lossRole: 'system_correction' }).values,
]
