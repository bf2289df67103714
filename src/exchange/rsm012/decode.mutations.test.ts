import { isUtf8 } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { mutated } from '../testing/mutations.ts'
import { Random } from '../testing/random.ts'
import { randomDocument } from '../testing/random-document.ts'
import { decodeRsm012 } from './decode.ts'

const MUTATIONS = 20_000
const LONGEST_MS = 1000

/** Whether another reader takes the bytes for JSON text. */
function isJson(bytes: Uint8Array): boolean {
  if (!isUtf8(bytes)) return false
  try {
    // TextDecoder takes the byte order mark away.
    JSON.parse(new TextDecoder().decode(bytes))
    return true
  } catch {
    return false
  }
}

describe('damaged documents', () => {
  test(
    `${MUTATIONS} of them: never an exception, never a second, and broken JSON is called broken exactly when it is`,
    { timeout: 180_000 },
    () => {
      const random = new Random(20_261_121)
      const originals = Array.from({ length: 40 }, () => new TextEncoder().encode(randomDocument(random)))
      const seen = { broken: 0, wholeDocument: 0, transaction: 0, clean: 0, nested: 0 }
      let slowestMs = 0
      for (let n = 0; n < MUTATIONS; n += 1) {
        const bytes = mutated(random.one(originals), random)
        const startedMs = performance.now()
        const { findings, transactions, days } = decodeRsm012(bytes, { profile: dk })
        slowestMs = Math.max(slowestMs, performance.now() - startedMs)
        const errors = findings.filter(({ severity }) => severity === 'error')
        const isNested = errors.some(({ message }) => message.includes('nested deeper'))
        const isBroken = errors.some(({ code }) => code === 'JSON_BROKEN')
        // What lies within a nesting that is too deep is not looked at, so it may be either.
        if (!isNested && isBroken === isJson(bytes)) {
          throw new Error(
            `document ${n}: called ${isBroken ? '' : 'not '}broken: ${new TextDecoder().decode(bytes).slice(0, 2000)}`,
          )
        }
        for (const { code, hint, severity } of [...findings, ...transactions.flatMap((one) => one.findings)]) {
          if (!isErrorCode(code) || hint === '' || (severity !== 'error' && severity !== 'warning'))
            throw new Error(`bad finding ${code}`)
        }
        const rows = transactions.reduce((sum, { rowCount }) => sum + rowCount, 0)
        if (rows !== days.reduce((sum, { count }) => sum + count, 0))
          throw new Error(`document ${n}: rows of refused transactions`)
        if (errors.length > 0 && rows > 0) throw new Error(`document ${n}: a refused document has rows`)
        if (isNested) seen.nested += 1
        else if (isBroken) seen.broken += 1
        else if (errors.length > 0) seen.wholeDocument += 1
        else if (transactions.some(({ refused }) => refused)) seen.transaction += 1
        else seen.clean += 1
      }
      expect(slowestMs).toBeLessThan(LONGEST_MS)
      // The damages must keep reaching every kind of answer.
      expect(Object.entries(seen).filter(([, count]) => count <= 50)).toEqual([])
    },
  )
})
