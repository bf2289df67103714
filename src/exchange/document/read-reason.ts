import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from './field-reader.ts'
import type { Entry } from './read-entries.ts'

/** Reads an entry of `Reason`: why something was refused, the market's code and a sentence, which may be empty. */
export function readReason(
  { fields, path }: Entry,
  findings: Finding[],
): { readonly code: string; readonly text: string } {
  const read = new FieldReader(fields, path)
  const code = read.required('code')
  const text = read.optional('text') ?? ''
  for (const one of read.findings) findings.push(one)
  return { code, text }
}
