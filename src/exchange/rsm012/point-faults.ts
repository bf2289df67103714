import { finding, warning } from '../../kernel/index.ts'
import type { Finding, Where } from '../../kernel/index.ts'

/** Everything that can be wrong with one position; `detail` is the value as it was read. */
export type PointFaultKind =
  | 'not-an-object'
  | 'position-absent'
  | 'position-unreadable'
  | 'position-below-one'
  | 'position-beyond-end'
  | 'position-doubled'
  | 'quality-not-allowed'
  | 'quantity-unreadable'
  | 'quantity-negative'
  | 'quantity-too-large'
  | 'quantity-too-precise'
  | 'quantity-ignored'
  | 'quantity-absent'

/** A fault of one position, kept small until it is known that it will be reported. */
export interface PointFault {
  /** place in the list, counted from 0 */
  readonly point: number
  readonly kind: PointFaultKind
  readonly detail: string
}

/** Digits that the market accepts, for the messages. */
export interface PointFaultContext {
  readonly maxIntegerDigits: number
  readonly maxDecimals: number
  /** positions that the interval has; NaN when the interval is not known */
  readonly positions: number
  /** what is special about the length of the interval's days; empty when nothing is */
  readonly dayLength: string
}

type Report = (detail: string, where: Where, context: PointFaultContext) => Finding

const reports: Readonly<Record<PointFaultKind, { readonly field: string; readonly report: Report }>> = {
  'not-an-object': {
    field: '',
    report: (_, where) => finding('FIELD_INVALID', 'a point is not an object', where),
  },
  'position-absent': {
    field: 'position',
    report: (_, where) => finding('FIELD_MISSING', 'a point has no position', where),
  },
  'position-unreadable': {
    field: 'position',
    report: (detail, where) => finding('FIELD_INVALID', `position ${detail} is not a whole number`, where),
  },
  'position-below-one': {
    field: 'position',
    report: (detail, where) => finding('E87', `position ${detail} does not exist; positions count from 1`, where),
  },
  'position-beyond-end': {
    field: 'position',
    report: (detail, where, { positions, dayLength }) =>
      finding(
        'E87',
        `position ${detail} lies beyond the interval, which has ${positions} positions${dayLength}`,
        where,
      ),
  },
  'position-doubled': {
    field: 'position',
    report: (detail, where) => finding('E87', `position ${detail} is stated twice`, where),
  },
  'quality-not-allowed': {
    field: 'quality',
    report: (detail, where) => finding('D12', `quality ${detail} may not be sent`, where),
  },
  'quantity-unreadable': {
    field: 'quantity',
    report: (detail, where) => finding('FIELD_INVALID', `quantity ${detail} is not a number`, where),
  },
  'quantity-negative': {
    field: 'quantity',
    report: (detail, where) => finding('E86', `quantity ${detail} is negative`, where),
  },
  'quantity-too-large': {
    field: 'quantity',
    report: (detail, where, { maxIntegerDigits }) =>
      finding('E89', `quantity ${detail} has more than ${maxIntegerDigits} digits before the decimal point`, where),
  },
  'quantity-too-precise': {
    field: 'quantity',
    report: (detail, where, { maxDecimals }) =>
      finding('E89', `quantity ${detail} has more than ${maxDecimals} decimals`, where),
  },
  'quantity-ignored': {
    field: 'quantity',
    report: (_, where) =>
      warning('FIELD_INVALID', 'a quantity stands beside quality A02, not available, and is ignored', where),
  },
  'quantity-absent': {
    field: 'quantity',
    report: (_, where) =>
      warning(
        'FIELD_MISSING',
        'a position has neither a quantity nor quality A02; it is taken as not available',
        where,
      ),
  },
}

/** The fields that faults lie in, for the last part of a path; empty for the point itself. */
export function fieldOf(kind: PointFaultKind): string {
  return reports[kind].field
}

/** The fault as it is reported. */
export function toFinding(fault: PointFault, where: Where, context: PointFaultContext): Finding {
  return reports[fault.kind].report(fault.detail, where, context)
}

/** Whether the fault refuses its transaction. */
export function isErrorKind(kind: PointFaultKind): boolean {
  return kind !== 'quantity-ignored' && kind !== 'quantity-absent'
}
