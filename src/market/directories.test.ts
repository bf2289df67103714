import { expect, test } from 'vitest'
import { actorDirectory, areaDirectory, hasRole } from './index.ts'
import type { ActorPeriod, GridAreaPeriod } from './index.ts'

const area = (code: string, validFrom: string, validTo: string | null): GridAreaPeriod => ({
  code,
  validFrom,
  validTo,
  name: `${code} from ${validFrom}`,
  priceArea: null,
  meteredDataResponsibleId: null,
  gridAccessProviderId: null,
  neighbours: null,
  recordedSeq: 1n,
})
const actor = (validFrom: string, validTo: string | null, ...roles: string[]): ActorPeriod => ({
  actorId: '5790000000012',
  validFrom,
  validTo,
  name: 'Lys',
  roles,
  recordedSeq: 1n,
})

test('a directory of areas gives the one in force on a day, the first day included and the last one not', () => {
  const areas = areaDirectory([
    area('801', '2026-03-01', null),
    area('801', '2026-01-01', '2026-03-01'),
    area('802', '2026-01-01', null),
  ])
  expect(areas.on('801', '2025-12-31')).toBeUndefined()
  expect(areas.on('801', '2026-02-28')?.name).toBe('801 from 2026-01-01')
  expect(areas.on('801', '2026-03-01')?.name).toBe('801 from 2026-03-01')
  expect(areas.on('802', '2099-01-01')?.code).toBe('802')
  expect(areas.on('803', '2026-01-01')).toBeUndefined()
})

test('a directory of actors knows roles by the day, and actors that have none', () => {
  const periods = [
    actor('2026-01-01', '2026-03-01', 'energy_supplier'),
    actor('2026-03-01', '2026-05-01', 'energy_supplier', 'balance_responsible'),
    actor('2026-05-01', null),
  ]
  const actors = actorDirectory(periods)
  const id = '5790000000012'
  const days = ['2025-12-31', '2026-01-01', '2026-02-28', '2026-03-01', '2026-04-30', '2026-05-01']
  expect(days.map((day) => actors.hasRoleOn(id, 'balance_responsible', day))).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ])
  for (const day of days)
    expect(hasRole(periods, id, 'energy_supplier', day)).toBe(actors.hasRoleOn(id, 'energy_supplier', day))
  expect(days.map((day) => actors.isKnownOn(id, day))).toEqual([false, true, true, true, true, true])
  expect(actors.isKnownOn('5790000000029', '2026-03-01')).toBe(false)
  expect(hasRole(periods, '5790000000029', 'energy_supplier', '2026-03-01')).toBe(false)
})
