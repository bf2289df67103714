import { userInfo } from 'node:os'
import { GridbookError } from '../kernel/index.ts'

/**
 * Who does what a command does: `--by`, or the user of this machine. It is what the caller says of itself; who may use the
 * machine, and as whom, is the machine's business. @throws GridbookError USAGE
 */
export function personOf({ by }: { readonly by?: string | undefined }): string {
  const person = (by ?? process.env['USER'] ?? userInfo().username).trim()
  if (person === '') throw new GridbookError('USAGE', '--by takes the name of a person')
  return person
}
