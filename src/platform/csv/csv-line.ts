/**
 * Splits one line of CSV: a field may stand in double quotes, with quotes in it doubled. Blanks around a field are taken
 * off. A field cannot hold a line break: then a quote that is left open spoils its own line and no other, and each fault
 * has the number of its line.
 * @returns undefined when a quote does not close where its field ends
 */
export function splitCsvLine(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return withoutBlanks(line.split(delimiter))
  const fields: string[] = []
  let at = 0
  for (;;) {
    const start = at + blanksAt(line, at)
    const quoted = line[start] === '"' ? quotedField(line, start) : undefined
    if (line[start] === '"' && quoted === undefined) return undefined
    const end = quoted === undefined ? nextDelimiter(line, at, delimiter) : quoted.end + blanksAt(line, quoted.end)
    if (end < line.length && line[end] !== delimiter) return undefined
    fields.push(quoted === undefined ? line.slice(at, end).trim() : quoted.text)
    if (end >= line.length) return fields
    at = end + 1
  }
}

// Few fields have blanks around them, and to look is quicker than to trim.
function withoutBlanks(fields: string[]): string[] {
  for (let n = 0; n < fields.length; n += 1) {
    const field = fields[n] ?? ''
    if (field !== '' && (isBlank(field.charCodeAt(0)) || isBlank(field.charCodeAt(field.length - 1))))
      fields[n] = field.trim()
  }
  return fields
}

/** Whether a character may be one that trim takes off. */
function isBlank(code: number): boolean {
  return code <= 32 || code >= 160
}

function blanksAt(line: string, from: number): number {
  let n = from
  while (line[n] === ' ') n += 1
  return n - from
}

function nextDelimiter(line: string, from: number, delimiter: string): number {
  const found = line.indexOf(delimiter, from)
  return found === -1 ? line.length : found
}

/** The field whose opening quote stands at `start`, and the place after its closing one. */
function quotedField(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = ''
  let from = start + 1
  for (;;) {
    const quote = line.indexOf('"', from)
    if (quote === -1) return undefined
    text += line.slice(from, quote)
    if (line[quote + 1] !== '"') return { text, end: quote + 1 }
    text += '"'
    from = quote + 2
  }
}

/** A field as splitCsvLine reads it back; a line break in it becomes a blank, because none can stand in a line. */
export function csvField(text: string, delimiter: string): string {
  const flat = text.replaceAll(/\r?\n|\r/g, ' ')
  return flat.includes(delimiter) || flat.includes('"') || flat !== flat.trim()
    ? `"${flat.replaceAll('"', '""')}"`
    : flat
}
