import type { MeteringPointType } from '../../market/index.ts'

/** What each column is called in a sentence: English, Danish. */
const FIELD_NAMES: Readonly<Record<string, readonly [english: string, danish: string]>> = {
  metering_point_id: ['metering point id', 'målepunkts-id'],
  effective_date: ['effective date', 'skæringsdato'],
  type: ['type', 'målepunktstype'],
  settlement_method: ['settlement method', 'afregningsform'],
  resolution: ['resolution', 'aflæsningsfrekvens'],
  grid_area: ['grid area', 'netområde'],
  from_grid_area: ['from grid area', 'fra-netområde'],
  to_grid_area: ['to grid area', 'til-netområde'],
  parent_id: ['parent', 'parent-målepunkt'],
  energy_supplier_id: ['energy supplier', 'elleverandør'],
  balance_responsible_id: ['balance responsible party', 'balanceansvarlig'],
  connection_state: ['connection state', 'tilslutningsstatus'],
  loss_role: ['loss role', 'nettabsrolle'],
  product: ['product', 'produkt'],
  unit: ['unit', 'måleenhed'],
  net_settlement_group: ['net settlement group', 'nettoafregningsgruppe'],
  scheduled_meter_reading_date: ['scheduled meter reading date', 'årsaflæsningsdato'],
  has_electrical_heating: ['electrical heating', 'elvarme'],
  is_move_in: ['move-in', 'indflytning'],
  metering_method: ['metering method', 'målepunktets art'],
  meter_number: ['meter number', 'målernummer'],
  connection_type: ['connection type', 'tilslutningstype'],
  disconnection_type: ['disconnection type', 'afbrydelsestype'],
  asset_type: ['asset type', 'teknologi'],
  capacity_kw: ['connection capacity', 'tilslutningskapacitet'],
  power_plant_id: ['power plant', 'værk'],
  power_limit_kw: ['power limit', 'effektgrænse'],
  current_limit_ampere: ['current limit', 'strømgrænse'],
  production_obligation: ['production obligation', 'aftagepligt'],
  street_name: ['street name', 'vejnavn'],
  street_code: ['street code', 'vejkode'],
  building_number: ['building number', 'husnummer'],
  floor: ['floor', 'etage'],
  room: ['room', 'dør'],
  post_code: ['post code', 'postnummer'],
  city: ['city', 'by'],
  city_subdivision: ['city subdivision', 'stednavn'],
  municipality_code: ['municipality code', 'kommunekode'],
  country_code: ['country', 'land'],
  is_actual_address: ['actual address flag', 'markering af aktuel adresse'],
  geo_info_reference: ['address register reference', 'DAR-reference'],
  location_description: ['location description', 'lokationsbeskrivelse'],
}

/** A column's name in English and Danish; the column itself where it has no name. */
export function nameOf(column: string): readonly [english: string, danish: string] {
  return FIELD_NAMES[column] ?? [column, column]
}

/** What each type is called in Danish. */
const TYPES_IN_DANISH: Readonly<Record<MeteringPointType, string>> = {
  consumption: 'forbrug',
  production: 'produktion',
  exchange: 'udveksling',
  ve_production: 'VE-produktion',
  analysis: 'analyse',
  not_used: 'ikke anvendt',
  surplus_production_group_6: 'overskudsproduktion gruppe 6',
  net_production: 'nettoproduktion',
  supply_to_grid: 'levering til net',
  consumption_from_grid: 'forbrug fra net',
  wholesale_services_information: 'afregningsgrundlag, information',
  own_production: 'egenproduktion',
  net_from_grid: 'netto fra net',
  net_to_grid: 'netto til net',
  total_consumption: 'bruttoforbrug',
  net_loss_correction: 'nettabskorrektion',
  electrical_heating: 'elvarme',
  net_consumption: 'nettoforbrug',
  other_consumption: 'øvrigt forbrug',
  other_production: 'øvrig produktion',
  capacity_settlement: 'effektbetaling',
  exchange_reactive_energy: 'udveksling af reaktiv energi',
  collective_net_production: 'kollektiv nettoproduktion',
  collective_net_consumption: 'kollektivt nettoforbrug',
  activated_downregulation: 'aktiveret nedregulering',
  activated_upregulation: 'aktiveret opregulering',
  actual_consumption: 'faktisk forbrug',
  actual_production: 'faktisk produktion',
  internal_use: 'internt brug',
}

/** A type in Danish; the text itself where it is no type. */
export function typeInDanish(type: string): string {
  return (TYPES_IN_DANISH as Readonly<Record<string, string>>)[type] ?? type
}
