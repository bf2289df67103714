import { wordOf } from './word-of.ts'

// The market's codes (settlement 6.1) for what produces behind a metering point.
const ASSET_TYPES = {
  steam_turbine_back_pressure: 'D01',
  gas_turbine: 'D02',
  combined_cycle: 'D03',
  combustion_engine_gas: 'D04',
  steam_turbine_condensation: 'D05',
  boiler: 'D06',
  stirling_engine: 'D07',
  fuel_cells: 'D10',
  photovoltaic_cells: 'D11',
  wind_turbines: 'D12',
  hydroelectric_power: 'D13',
  wave_power: 'D14',
  dispatchable_wind_turbines: 'D17',
  combustion_engine_diesel: 'D19',
  combustion_engine_bio: 'D20',
  no_technology: 'D98',
  unknown_technology: 'D99',
} as const

/** The word for a type of plant. */
export type AssetTypeWord = keyof typeof ASSET_TYPES

/** The code of a type of plant. */
export function assetTypeCode(word: AssetTypeWord): string {
  return ASSET_TYPES[word]
}

/** The type of plant that a code names; undefined for a code that it does not have. */
export function assetTypeOf(code: string): AssetTypeWord | undefined {
  return wordOf(ASSET_TYPES, code)
}
