/** The word that has a code; undefined for a code that the table does not have. */
export function wordOf<Word extends string>(codes: Readonly<Record<Word, string>>, code: string): Word | undefined {
  return (Object.keys(codes) as Word[]).find((word) => codes[word] === code)
}
