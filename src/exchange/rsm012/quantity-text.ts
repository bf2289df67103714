import { parseDecimal } from '../../kernel/index.ts'
import type { EnergyLimits } from '../../kernel/index.ts'
import { quoted } from '../quoted.ts'
import { QUANTITY_FAULTY, QUANTITY_READ } from './point-columns.ts'
import type { PointFaultKind } from './point-faults.ts'

/** A quantity in two exact parts, or why it is refused. */
export type ReadQuantity =
  | { readonly state: typeof QUANTITY_READ; readonly whole: number; readonly millionths: number }
  | { readonly state: typeof QUANTITY_FAULTY; readonly kind: PointFaultKind; readonly detail: string }

/** Reads a quantity from its text; the digits decide, never a floating-point number (settlement 5.3: E86, E89). */
export function readQuantity(text: string, limits: EnergyLimits): ReadQuantity {
  const parsed = parseDecimal(text, { scale: 6, ...limits })
  if (!parsed.ok) {
    const kind = text.startsWith('-') && parsed.error !== 'not-a-number' ? 'quantity-negative' : FAULTS[parsed.error]
    return { state: QUANTITY_FAULTY, kind, detail: quoted(text) }
  }
  const micro = parsed.value
  if (micro < 0n) return { state: QUANTITY_FAULTY, kind: 'quantity-negative', detail: quoted(text) }
  return { state: QUANTITY_READ, whole: Number(micro / MILLION), millionths: Number(micro % MILLION) }
}

const MILLION = 1_000_000n
const FAULTS = {
  'not-a-number': 'quantity-unreadable',
  'too-large': 'quantity-too-large',
  'too-precise': 'quantity-too-precise',
} as const
