import { finding } from '../../kernel/index.ts'
import type { ErrorCode, Finding } from '../../kernel/index.ts'
import { quoted } from '../quoted.ts'

/** Longest message or transaction id, in characters (datahub 1.5). */
const LONGEST_ID = 36

/** What is wrong with the id of a message or transaction: nothing, empty, or too long. */
export function idFindings(
  id: string,
  what: string,
  codes: { readonly empty: ErrorCode; readonly long: ErrorCode },
  path: string,
): Finding[] {
  if (id === '') return [finding(codes.empty, `the ${what} is empty`, { path, field: 'mRID' })]
  if (id.length <= LONGEST_ID) return []
  return [
    finding(codes.long, `the ${what} ${quoted(id)} is longer than ${LONGEST_ID} characters`, { path, field: 'mRID' }),
  ]
}
