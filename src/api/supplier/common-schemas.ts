import { Type } from 'typebox'

/** An amount of money; never a JSON number. */
export const MoneyDkk = Type.String({ pattern: '^-?\\d+\\.\\d{2}$', description: 'DKK, two decimals' })

/** A decimal of any scale; never a JSON number. */
export const DecimalText = (description: string) => Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', description })

/** A market day. */
export const Day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description })

/** An instant. */
export const Instant = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?Z$', description })

/** A text that may be absent. */
export const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** A text of a caller. The database keeps no NUL, so that none can be asked for. */
export const GivenText = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

/** What every list takes: how many at most, and behind which entry to go on. */
export const Paging = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' }),
  after: Type.Optional(GivenText(200, 'The `next` of the page before.')),
}

/** What every page says beside its entries. */
export const Next = TextOrNull('Where the next page begins; null on the last one.')
