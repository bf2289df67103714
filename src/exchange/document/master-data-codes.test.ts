import { describe, expect, test } from 'vitest'
import {
  assetTypeCode,
  assetTypeOf,
  connectionStateCode,
  connectionStateOf,
  connectionTypeCode,
  connectionTypeOf,
  disconnectionMethodCode,
  disconnectionMethodOf,
  meteringMethodCode,
  meteringMethodOf,
  productCode,
  productOf,
  quantityUnitCode,
  quantityUnitOf,
  serviceCode,
  serviceOf,
} from '../index.ts'

type Table = readonly [
  what: string,
  code: (word: never) => string,
  of: (code: string) => string | undefined,
  pairs: string,
]

const TABLES: readonly Table[] = [
  [
    'connection states',
    connectionStateCode,
    connectionStateOf,
    'new D03 connected E22 disconnected E23 closed_down D02',
  ],
  ['metering methods', meteringMethodCode, meteringMethodOf, 'physical D01 virtual D02 calculated D03'],
  ['disconnection methods', disconnectionMethodCode, disconnectionMethodOf, 'remote D01 manual D02'],
  ['connection types', connectionTypeCode, connectionTypeOf, 'direct D01 installation D02'],
  [
    'units',
    quantityUnitCode,
    quantityUnitOf,
    'kWh KWH kVArh K3 kW KWT MW MAW MWh MWH tonne TNE ampere AMP pieces H87 MVAr Z03',
  ],
  [
    'products',
    productCode,
    productOf,
    'active_energy 8716867000030 reactive_energy 8716867000047 active_power 8716867000016 ' +
      'reactive_power 8716867000023 fuel 5790001330606 tariff 5790001330590',
  ],
  [
    'types of plants',
    assetTypeCode,
    assetTypeOf,
    'steam_turbine_back_pressure D01 gas_turbine D02 combined_cycle D03 combustion_engine_gas D04 ' +
      'steam_turbine_condensation D05 boiler D06 stirling_engine D07 fuel_cells D10 photovoltaic_cells D11 ' +
      'wind_turbines D12 hydroelectric_power D13 wave_power D14 dispatchable_wind_turbines D17 ' +
      'combustion_engine_diesel D19 combustion_engine_bio D20 no_technology D98 unknown_technology D99',
  ],
  ['services', serviceCode, serviceOf, 'disconnect D01 reopen D03 meter_check D05'],
]

describe.each(TABLES)('codes of %s', (_what, code, of, text) => {
  const words = text.split(' ')
  const pairs = words.flatMap((word, n) => (n % 2 === 0 ? [[word, words[n + 1] ?? '']] : []))

  test.each(pairs)('%s is %s, and read back', (word = '', written = '') => {
    expect([code(word as never), of(written)]).toEqual([written, word])
  })

  test.each(['', 'X99', 'd01', 'constructor', '__proto__', words[0] ?? ''])('%j is none', (other) => {
    expect(of(other)).toBeUndefined()
  })
})
