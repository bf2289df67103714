import { parseNmi } from '../kernel/index.ts'
import type { MarketProfile } from './profile.ts'

// nem12 3.4: a letter and the meter's or element's character for intervals, two digits for accumulated registers.
const SUFFIX = /^(?:[A-HJ-NP-Z][1-9A-HJ-NP-Z]|[0-9]{2})$/

/** The Australian national electricity market: several streams a point (NMI suffixes), five minutes to half-hours, UTC+10 all year. */
export const auNem: MarketProfile = {
  name: 'au-nem',
  zone: 'Australia/Brisbane',
  currency: 'AUD',
  priceAreas: ['NSW1', 'QLD1', 'SA1', 'TAS1', 'VIC1'],
  vatRate: '0.10',
  resolutions: ['PT5M', 'PT15M', 'PT30M'],
  energyLimits: { maxIntegerDigits: 10, maxDecimals: 6 },
  parseMeteringPointId: parseNmi,
  isStream: (text) => SUFFIX.test(text),
}
