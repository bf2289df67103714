/** The byte at which a text begins: after the byte order mark, if it has one (datahub 2.1). */
export function startOfText(bytes: Uint8Array): 0 | 3 {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}
