import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, formatInstantToMinute, parseInstant } from './instant.ts'

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const pad = (n: number): string => String(n).padStart(2, '0')

describe('reading an instant', () => {
  test.each([
    ['2023-07-01T22:00Z', '2023-07-01T22:00:00Z'],
    ['2023-07-01T22:00:05Z', '2023-07-01T22:00:05Z'],
    ['2023-07-01T22:00:05.5Z', '2023-07-01T22:00:05.500Z'],
    ['2023-07-01T22:00:05.123Z', '2023-07-01T22:00:05.123Z'],
    ['2023-07-01T22:00:05.1239999Z', '2023-07-01T22:00:05.123Z'],
    ['2023-07-02T00:00+02:00', '2023-07-01T22:00:00Z'],
    ['2023-07-01T12:30:00.250-09:30', '2023-07-01T22:00:00.250Z'],
    ['2024-02-29T23:59:59-00:00', '2024-02-29T23:59:59Z'],
    ['9999-12-31T23:00:00Z', '9999-12-31T23:00:00Z'],
    ['0050-01-01T00:00Z', '0050-01-01T00:00:00Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(at(instant))
  })

  test.each([
    '',
    '2023-07-01',
    '2023-07-01T22Z',
    '2023-07-01T22:00',
    '2023-07-01 22:00Z',
    '2023-07-01t22:00Z',
    '2023-07-01T22:00z',
    '2023-02-29T00:00Z',
    '2023-13-01T00:00Z',
    '2023-00-01T00:00Z',
    '2023-07-00T00:00Z',
    '2023-07-32T00:00Z',
    '2023-07-01T24:00Z',
    '2023-07-01T22:60Z',
    '2023-07-01T22:00:60Z',
    '2023-07-01T22:00:5Z',
    '2023-07-01T22:00:Z',
    '2023-07-01T22:00:05.Z',
    '2023-07-01T22:00:05.1234567890Z',
    '2023-07-01T22:00.5Z',
    '2023-07-01T22:00+2:00',
    '2023-07-01T22:00+0200',
    '2023-07-01T22:00+24:00',
    '2023-07-01T22:00+02:00Z',
    '2023-07-01T22:00+02:000',
    '2023-07-01T22:00+02-00',
    '2023-07-01T22:00+02:60',
    '2023-07-01T22:00Z ',
    ' 2023-07-01T22:00Z',
    '2023-07-01T22:00ZZ',
    '202３-07-01T22:00Z',
    '2023/07/01T22:00Z',
    '2023-07-01T22-00Z',
    '-023-07-01T22:00Z',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  test('agrees with Temporal for any instant, precision and offset', () => {
    const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 0, 1) })
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: -1439, max: 1439 }),
        fc.constantFrom('minute', 'second', 'millisecond'),
        (ms, offset, unit) => {
          const sign = offset < 0 ? '-' : '+'
          const size = Math.abs(offset)
          const zone = `${sign}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
          const text = Temporal.Instant.fromEpochMilliseconds(ms).toString({
            timeZone: zone,
            smallestUnit: unit as 'minute',
          })
          expect(parseInstant(text)).toBe(at(text))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9T:Z.+-]{10,30}$/)), (text) => {
        const ms = parseInstant(text)
        if (ms !== undefined) expect(Number.isSafeInteger(ms)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('writing an instant', () => {
  test('shows milliseconds only when there are any', () => {
    expect(formatInstant(at('2023-07-02T02:00:00Z'))).toBe('2023-07-02T02:00:00Z')
    expect(formatInstant(at('2023-07-02T02:00:00.050Z'))).toBe('2023-07-02T02:00:00.050Z')
  })

  test('is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 0, 1) }), (ms) => {
        expect(parseInstant(formatInstant(ms))).toBe(ms)
        expect(parseInstant(formatInstantToMinute(ms - (ms % 60_000)))).toBe(ms - (ms % 60_000))
      }),
      { numRuns: 500 },
    )
  })

  test('to the minute never drops a second in silence', () => {
    expect(formatInstantToMinute(at('2023-07-02T02:15:00Z'))).toBe('2023-07-02T02:15Z')
    expect(() => formatInstantToMinute(at('2023-07-02T02:15:01Z'))).toThrow(
      '2023-07-02T02:15:01Z is not a whole minute',
    )
  })
})
