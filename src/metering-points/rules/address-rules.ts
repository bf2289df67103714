import { formed, required, type VersionRule } from './rule.ts'
import { ACCOUNTING, also, EVERY_TYPE } from './whom.ts'

const isDanish = (countryCode: string | null): boolean => countryCode === null || countryCode === 'DK'
// Control characters, the character 0 among them, are no text that a person writes, and not all of them can be stored.
const isText = (text: string, length: number): boolean =>
  text.trim() !== '' && text.length <= length && text.isWellFormed() && !/\p{Cc}/u.test(text)
const atMost =
  (length: number) =>
  (text: string): boolean =>
    isText(text, length)
const characters = (length: number): readonly [string, string] => [
  `a text of 1 to ${length} characters`,
  `en tekst på 1 til ${length} tegn`,
]

/** The parts that the address of a consumption or production point needs (settlement 6.1). */
const NEEDED = [
  'street_name',
  'street_code',
  'building_number',
  'post_code',
  'city',
  'municipality_code',
  'country_code',
  'geo_info_reference',
]

/** Where a point stands: what must be said, and how (settlement 6.1). */
export const ADDRESS_RULES: readonly VersionRule[] = [
  ...NEEDED.map((column) => required('ADDRESS', column, ACCOUNTING)),
  required(
    'ACTUAL_ADDRESS',
    'is_actual_address',
    also(
      EVERY_TYPE,
      ['with a reference to the address register', 'med DAR-reference'],
      (v) => v.geoInfoReference !== null,
    ),
  ),
  formed('FIELD_FORMAT', 'street_name', characters(40), atMost(40)),
  formed(
    'FIELD_FORMAT',
    'street_code',
    ['four digits from 0001 to 9999', 'fire cifre fra 0001 til 9999'],
    (text) => /^\d{4}$/.test(text) && text !== '0000',
  ),
  formed(
    'FIELD_FORMAT',
    'building_number',
    [
      'a number from 1 to 999 with or without a capital letter (abroad: 1 to 6 characters)',
      'et nummer fra 1 til 999 med eller uden stort bogstav (udlandet: 1 til 6 tegn)',
    ],
    (text, v) => (isDanish(v.countryCode) ? /^[1-9]\d{0,2}\p{Lu}?$/u.test(text) : isText(text, 6)),
  ),
  formed('FIELD_FORMAT', 'floor', characters(4), atMost(4)),
  formed('FIELD_FORMAT', 'room', characters(4), atMost(4)),
  formed('FIELD_FORMAT', 'city', characters(25), atMost(25)),
  formed('FIELD_FORMAT', 'city_subdivision', characters(34), atMost(34)),
  formed(
    'FIELD_FORMAT',
    'post_code',
    ['four digits (abroad: 1 to 10 characters)', 'fire cifre (udlandet: 1 til 10 tegn)'],
    (text, v) => (isDanish(v.countryCode) ? /^\d{4}$/.test(text) : isText(text, 10)),
  ),
  formed('FIELD_FORMAT', 'municipality_code', ['a number from 100 to 999', 'et tal fra 100 til 999'], (text) =>
    /^[1-9]\d{2}$/.test(text),
  ),
  formed('FIELD_FORMAT', 'country_code', ['two capital letters', 'to store bogstaver'], (text) =>
    /^[A-Z]{2}$/.test(text),
  ),
  formed('FIELD_FORMAT', 'geo_info_reference', ['a UUID', 'et UUID'], (text) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  ),
  formed('FIELD_FORMAT', 'location_description', characters(60), atMost(60)),
  formed('FIELD_FORMAT', 'meter_number', characters(15), atMost(15)),
  formed(
    'FIELD_FORMAT',
    'power_limit_kw',
    ['a whole number of at most 999999', 'et helt tal på højst 999999'],
    isLimit,
  ),
  formed(
    'FIELD_FORMAT',
    'current_limit_ampere',
    ['a whole number of at most 999999', 'et helt tal på højst 999999'],
    isLimit,
  ),
  formed(
    'CAPACITY',
    'capacity_kw',
    ['digits with at most one point, at most 8 characters', 'cifre med højst ét punktum, højst 8 tegn'],
    (text) => text.length <= 8 && /^\d+(\.\d+)?$/.test(text),
  ),
]

function isLimit(text: string): boolean {
  return /^\d{1,6}$/.test(text)
}
