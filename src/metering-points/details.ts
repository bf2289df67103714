/** How a point is connected to the grid: at it, or in the installation of another point. */
export type ConnectionType = 'direct' | 'installation'
/** Every connection type. */
export const CONNECTION_TYPES: readonly ConnectionType[] = ['direct', 'installation']

/** How a point is cut off: from afar, or by somebody who goes there. */
export type DisconnectionType = 'remote' | 'manual'
/** Every disconnection type. */
export const DISCONNECTION_TYPES: readonly DisconnectionType[] = ['remote', 'manual']

/** Every kind of asset that produces behind a point, in the order of the market's code list (settlement 6.1). */
export const ASSET_TYPES = [
  'steam_turbine_back_pressure',
  'gas_turbine',
  'combined_cycle',
  'combustion_engine_gas',
  'steam_turbine_condensation',
  'boiler',
  'stirling_engine',
  'fuel_cells',
  'photovoltaic_cells',
  'wind_turbines',
  'hydroelectric_power',
  'wave_power',
  'dispatchable_wind_turbines',
  'combustion_engine_diesel',
  'combustion_engine_bio',
  'no_technology',
  'unknown_technology',
] as const
/** What produces behind a point. */
export type AssetType = (typeof ASSET_TYPES)[number]

/**
 * What a point is besides what settlement reads: its installation and where it stands (settlement 6.1). NULL: it does not
 * apply, or was not stated. Numbers are texts as they were stated.
 */
export type PointDetails = {
  /** physical points only */
  readonly meterNumber: string | null
  readonly connectionType: ConnectionType | null
  readonly disconnectionType: DisconnectionType | null
  readonly assetType: AssetType | null
  /** physical connection capacity, kW, a decimal */
  readonly capacityKw: string | null
  /** GSRN */
  readonly powerPlantId: string | null
  /** whole kW */
  readonly powerLimitKw: string | null
  /** whole amperes */
  readonly currentLimitAmpere: string | null
  /** production only: the supplier is obliged to take what it produces */
  readonly productionObligation: boolean | null
  readonly streetName: string | null
  /** 0001 to 9999 */
  readonly streetCode: string | null
  readonly buildingNumber: string | null
  readonly floor: string | null
  readonly room: string | null
  readonly postCode: string | null
  readonly city: string | null
  readonly citySubdivision: string | null
  /** 100 to 999 */
  readonly municipalityCode: string | null
  /** ISO 3166, two letters */
  readonly countryCode: string | null
  readonly isActualAddress: boolean | null
  /** UUID in the register of addresses */
  readonly geoInfoReference: string | null
  readonly locationDescription: string | null
}

/** The columns of the details, in the order in which every query and COPY of this room lists them, with their fields. */
export const DETAIL_FIELDS = [
  ['meter_number', 'meterNumber'],
  ['connection_type', 'connectionType'],
  ['disconnection_type', 'disconnectionType'],
  ['asset_type', 'assetType'],
  ['capacity_kw', 'capacityKw'],
  ['power_plant_id', 'powerPlantId'],
  ['power_limit_kw', 'powerLimitKw'],
  ['current_limit_ampere', 'currentLimitAmpere'],
  ['production_obligation', 'productionObligation'],
  ['street_name', 'streetName'],
  ['street_code', 'streetCode'],
  ['building_number', 'buildingNumber'],
  ['floor', 'floor'],
  ['room', 'room'],
  ['post_code', 'postCode'],
  ['city', 'city'],
  ['city_subdivision', 'citySubdivision'],
  ['municipality_code', 'municipalityCode'],
  ['country_code', 'countryCode'],
  ['is_actual_address', 'isActualAddress'],
  ['geo_info_reference', 'geoInfoReference'],
  ['location_description', 'locationDescription'],
] as const satisfies readonly (readonly [column: string, field: keyof PointDetails])[]

/** The columns of the details. */
export const DETAIL_COLUMNS = DETAIL_FIELDS.map(([column]) => column)

/** Nothing but what settlement reads is stated. */
export const NO_DETAILS: PointDetails = {
  meterNumber: null,
  connectionType: null,
  disconnectionType: null,
  assetType: null,
  capacityKw: null,
  powerPlantId: null,
  powerLimitKw: null,
  currentLimitAmpere: null,
  productionObligation: null,
  streetName: null,
  streetCode: null,
  buildingNumber: null,
  floor: null,
  room: null,
  postCode: null,
  city: null,
  citySubdivision: null,
  municipalityCode: null,
  countryCode: null,
  isActualAddress: null,
  geoInfoReference: null,
  locationDescription: null,
}

/**
 * The details of a statement, with NULL for what was left out. Written out: a million statements are made complete more than
 * once, and a loop over the names of fields takes twenty times as long.
 */
export function detailsOf(stated: { readonly [K in keyof PointDetails]?: PointDetails[K] | undefined }): PointDetails {
  return {
    meterNumber: stated.meterNumber ?? null,
    connectionType: stated.connectionType ?? null,
    disconnectionType: stated.disconnectionType ?? null,
    assetType: stated.assetType ?? null,
    capacityKw: stated.capacityKw ?? null,
    powerPlantId: stated.powerPlantId ?? null,
    powerLimitKw: stated.powerLimitKw ?? null,
    currentLimitAmpere: stated.currentLimitAmpere ?? null,
    productionObligation: stated.productionObligation ?? null,
    streetName: stated.streetName ?? null,
    streetCode: stated.streetCode ?? null,
    buildingNumber: stated.buildingNumber ?? null,
    floor: stated.floor ?? null,
    room: stated.room ?? null,
    postCode: stated.postCode ?? null,
    city: stated.city ?? null,
    citySubdivision: stated.citySubdivision ?? null,
    municipalityCode: stated.municipalityCode ?? null,
    countryCode: stated.countryCode ?? null,
    isActualAddress: stated.isActualAddress ?? null,
    geoInfoReference: stated.geoInfoReference ?? null,
    locationDescription: stated.locationDescription ?? null,
  }
}
