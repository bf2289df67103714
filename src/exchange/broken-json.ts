import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { JsonFault, NestingFault, placeOf } from './json/json-fault.ts'
import { firstBadCharacter } from './json/utf8.ts'

/** The finding for bytes that are not JSON, with line, column and byte. */
export function brokenJson(bytes: Uint8Array, fault: JsonFault): Finding {
  const { line, column } = placeOf(bytes, fault.offset)
  const place = `line ${line}, column ${column} (byte ${fault.offset})`
  // Deep nesting is JSON, but no document of the market: its schema is what it breaks.
  const code = fault instanceof NestingFault ? '00302' : 'JSON_BROKEN'
  return finding(code, `${place}: ${fault.message}`, { line })
}

/** Refuses bytes that are not UTF-8 text. @throws JsonFault with the place of the first bad character */
export function requireUtf8(bytes: Uint8Array): void {
  const bad = firstBadCharacter(bytes)
  if (bad !== undefined) throw new JsonFault('a character is not UTF-8', bad)
}
