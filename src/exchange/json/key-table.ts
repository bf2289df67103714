import type { JsonScanner } from './scanner.ts'

/** The keys of one kind of object, found by their bytes, so that no text is made for a key. */
export class KeyTable<Key extends string> {
  readonly #keys: readonly { readonly name: Key; readonly bytes: Uint8Array }[]

  constructor(names: readonly Key[]) {
    this.#keys = names.map((name) => ({ name, bytes: new TextEncoder().encode(name) }))
  }

  /** The key that the scanner stands at; undefined when it is none of the table. */
  find(scanner: JsonScanner): Key | undefined {
    if (scanner.keyHasEscapes) {
      const key = scanner.key()
      return this.#keys.find(({ name }) => name === key)?.name
    }
    const length = scanner.keyEnd - scanner.keyStart
    for (const { name, bytes } of this.#keys) {
      if (bytes.length === length && standsAt(scanner.bytes, scanner.keyStart, bytes)) return name
    }
    return undefined
  }
}

// From the end, where names of one length differ.
function standsAt(text: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let n = word.length - 1; n >= 0; n -= 1) if (text[at + n] !== word[n]) return false
  return true
}
