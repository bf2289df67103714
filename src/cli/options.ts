import { InvalidArgumentError } from 'commander'

/** Reads an option that takes a whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}
