import { marketDay, parseGsrn } from '../kernel/index.ts'
import type { MarketProfile } from './profile.ts'

/** The Danish market: one stream a point, hours or quarters, three decimals. */
export const dk: MarketProfile = {
  name: 'dk',
  zone: 'Europe/Copenhagen',
  currency: 'DKK',
  operatorId: '5790001330552',
  systemOperatorId: '5790000432752',
  priceAreas: ['DK1', 'DK2'],
  vatRate: '0.25',
  resolutions: ['PT15M', 'PT1H'],
  // settlement 5.3, E89.
  energyLimits: { maxIntegerDigits: 10, maxDecimals: 3 },
  parseMeteringPointId: parseGsrn,
  isStream: (text) => text === '',
  // settlement 1.1: the deployed value lies around May 2023; folders of scenarios bring 2023-02-01 unless they say otherwise.
  quarterlyTransitionMs: marketDay('2023-05-01', 'Europe/Copenhagen').startMs,
}
