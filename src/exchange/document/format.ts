import { startOfText } from '../start-of-text.ts'

/** A form in which the documents of the market are written: CIM JSON or CIM XML. */
export type DocumentFormat = 'json' | 'xml'

/** The format that bytes look like: XML begins with an angle bracket, JSON never does. */
export function documentFormatOf(bytes: Uint8Array): DocumentFormat {
  let at: number = startOfText(bytes)
  while (BLANKS.includes(bytes[at] ?? 0)) at += 1
  return bytes[at] === LESS_THAN ? 'xml' : 'json'
}

const BLANKS: readonly number[] = [9, 10, 13, 32]
const LESS_THAN = 60
