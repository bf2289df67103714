import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitCsvLine } from '../../platform/index.ts'
import { keyReader } from './line-keys.ts'

const field = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll(/[\n\r;"]/g, '')),
  fc.constantFrom('', ' 571313180000000019 ', '571313180000000019', '\u00A01', '"1"', ' "a;""b" ', '"open', 'a"b'),
)

test('the key of a line is what splitting it gives, wherever the two columns stand', () => {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 })
  const lines = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(places, lines, fc.constantFrom('\n', '\r\n'), ([pointAt = 0, parentAt = 0], rows, ending) => {
      const names = Array.from({ length: 5 }, (_, n) => `c${n}`)
      names[pointAt] = 'metering_point_id'
      names[parentAt] = 'parent_id'
      const keyOf = keyReader({ line: 1, delimiter: ';', header: names, names })
      const texts = rows.map((fields) => fields.join(';'))
      const block = Buffer.from(texts.join(ending) + ending).toString('latin1')
      let start = 0
      for (const text of texts) {
        const end = block.indexOf('\n', start)
        const fields = splitCsvLine(text, ';')
        // A line with a quote that does not close has no key; what it has is never asked for.
        if (fields !== undefined) {
          expect(keyOf({ text: block, start, end })).toEqual([fields[pointAt] ?? '', fields[parentAt] ?? ''])
        } else keyOf({ text: block, start, end })
        start = end + 1
      }
    }),
  )
})
