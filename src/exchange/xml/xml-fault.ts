/** Thrown where a document stops being well-formed XML; caught at the door of the decoder, never seen outside. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault'
  /** place at which the fault was noticed, both counted from 1, the column in characters */
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

/** Thrown where well-formed XML holds what no document of the market does: a DOCTYPE, deep nesting, another encoding. */
export class SchemaFault extends XmlFault {}
