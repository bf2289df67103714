import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { PROCESS_RULES } from '../processes/process-rules.ts'
import { HISTORY_RULES } from '../rules/history-rules.ts'
import { VERSION_RULES } from '../rules/version-rules.ts'
import { applicabilities } from './applicability.ts'
import { renderSpecification } from './render-specification.ts'

const page = renderSpecification()

test('docs/metering-points.md says what the tables say', async () => {
  const written = await readFile(new URL('../../../docs/metering-points.md', import.meta.url), 'utf8')
  expect(written, 'write it anew from renderSpecification()').toBe(page)
})

test('every rule is a line of its own, with a sentence in both languages', () => {
  const lines = page.split('\n')
  for (const { code, field, when } of [...VERSION_RULES, ...HISTORY_RULES, ...PROCESS_RULES]) {
    const own = lines.filter((line) => line.includes(`| ${code} | ${field} |`) && line.includes(`| ${when} |`))
    expect(own, `${code} ${field} ${when}`).toHaveLength(1)
    expect(
      own[0]
        ?.split(' | ')
        .slice(-2)
        .every((sentence) => sentence.length > 10),
      own[0],
    ).toBe(true)
  }
})

// settlement 6.1, the table of which type has which field, as far as it is plain: R required, o optional, - forbidden.
test.each([
  ['settlement_method', { consumption: 'R', production: '-', exchange: '-', net_loss_correction: '-' }],
  ['net_settlement_group', { consumption: 'R', production: 'R', exchange: '-', own_production: '-' }],
  ['production_obligation', { consumption: '-', production: 'R', exchange: '-', electrical_heating: '-' }],
  ['disconnection_type', { consumption: 'R', production: 'R', exchange: '-', net_consumption: '-' }],
  ['asset_type', { consumption: 'R o', production: 'R', exchange: '-', supply_to_grid: '-' }],
  [
    'power_plant_id',
    {
      consumption: 'R o',
      production: 'R',
      exchange: '-',
      ve_production: 'R',
      surplus_production_group_6: 'R',
      total_consumption: 'R',
      other_consumption: 'R',
      analysis: '-',
      net_loss_correction: '-',
      net_consumption: '-',
      exchange_reactive_energy: '-',
      internal_use: '-',
      capacity_settlement: 'o',
    },
  ],
  [
    'capacity_kw',
    {
      consumption: 'R o',
      production: 'R o',
      exchange: '-',
      analysis: '-',
      net_production: 'o',
      actual_production: '-',
    },
  ],
  ['connection_type', { consumption: 'R -', production: 'R -', exchange: '-', net_to_grid: '-' }],
  ['from_grid_area', { consumption: '-', production: '-', exchange: 'R', supply_to_grid: '-' }],
  ['to_grid_area', { consumption: '-', production: '-', exchange: 'R', exchange_reactive_energy: '-' }],
  ['scheduled_meter_reading_date', { consumption: 'R -', production: '-', exchange: '-', net_consumption: '-' }],
  ['street_name', { consumption: 'R', production: 'R', exchange: 'o', supply_to_grid: 'o' }],
  ['geo_info_reference', { consumption: 'R', production: 'R', exchange: 'o', analysis: 'o' }],
  [
    'product',
    { consumption: 'R', exchange: 'R', exchange_reactive_energy: 'R', ve_production: 'o', internal_use: 'o' },
  ],
  ['metering_method', { consumption: 'R', exchange: 'R', net_consumption: 'R' }],
  ['meter_number', { consumption: 'R -', exchange: 'R -', exchange_reactive_energy: 'R', net_consumption: '-' }],
  ['parent_id', { consumption: '-', exchange: '-', supply_to_grid: 'o', collective_net_production: '-' }],
] as const)('%s applies as settlement 6.1 has it', (column, expected) => {
  const asked = applicabilities()
  const letters = { required: 'R', optional: 'o', forbidden: '-' } as const
  for (const [type, wanted] of Object.entries(expected)) {
    const answers = asked.get(type as 'consumption')?.get(column) ?? new Set()
    const said = (['required', 'optional', 'forbidden'] as const).filter((one) => answers.has(one))
    expect(said.map((one) => letters[one]).join(' '), type).toBe(wanted)
  }
})
