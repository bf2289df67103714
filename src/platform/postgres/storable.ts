/** A text of a document as PostgreSQL can hold it: it has neither the character NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** A value as JSON that PostgreSQL can hold. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? storable(item) : item))
}
