/** A text from outside for use in a message: quoted, without control characters, and cut when it is long. */
export function quoted(text: string): string {
  const shown = text.slice(0, LONGEST).replace(/\p{Cc}/gu, ' ')
  return text.length <= LONGEST ? `'${shown}'` : `'${shown}...' (${text.length} characters)`
}

const LONGEST = 40
