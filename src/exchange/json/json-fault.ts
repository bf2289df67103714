/** Thrown where a document stops being well-formed JSON; caught at the door of the decoder, never seen outside. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault'
  /** byte at which the fault was noticed, counted from 0 at the document's first byte */
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Thrown where well-formed JSON is nested deeper than any document of the market: what lies within is not looked at. */
export class NestingFault extends JsonFault {}

/** Where a byte lies in a text: line and column counted from 1, the column in bytes. */
export function placeOf(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let lineStart = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < offset; at = bytes.indexOf(NEWLINE, at + 1)) {
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}

const NEWLINE = 10
