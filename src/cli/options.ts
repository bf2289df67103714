import { InvalidArgumentError } from 'commander'
import { findMarketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'

/** Reads an option that takes a whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}

/** Reads an option that takes a market day. */
export function dayText(text: string): string {
  if (findMarketDay(text, dk.zone) === undefined) throw new InvalidArgumentError('It takes a day YYYY-MM-DD.')
  return text
}

/** Reads an option that takes the id of a run. */
export function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('It takes a UUID in small letters.')
  return text
}
