/** A text that somebody else wrote, as PostgreSQL can hold it: JSON can state a character for which it has no place. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
