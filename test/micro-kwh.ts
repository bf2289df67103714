import { parseDecimal } from '../src/kernel/index.ts'

/** kWh as a test writes them, in millionths. @throws Error for a text that is no decimal of six digits */
export function microKwh(text: string): bigint {
  const parsed = parseDecimal(text, { scale: 6, maxDecimals: 6, maxIntegerDigits: 12 })
  if (!parsed.ok) throw new Error(`'${text}' is ${parsed.error}`)
  return parsed.value
}
