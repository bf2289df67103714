import { DAYS, placeOf } from './plain-days-of-points.ts'

/** What is said of a point on one day; a field that is absent is null. */
export type PlainValues = Readonly<Record<string, string | boolean | null | undefined>>

const SUPPLY = ['energySupplierId', 'balanceResponsibleId', 'isMoveIn']

/** Something that was taken in about a point. */
export type PlainFact =
  | {
      readonly said: 'process'
      readonly number: number
      readonly day: string
      readonly fields: PlainValues
      readonly creates: boolean
    }
  | { readonly said: 'import'; readonly day: string; readonly values: PlainValues | null }

/** A point as a list of days: what holds on each of DAYS, and on which of them somebody said something. */
export class PlainPoint {
  readonly days: (PlainValues | undefined)[] = DAYS.map(() => undefined)
  readonly registered = new Set<string>()

  on(day: string): PlainValues | undefined {
    return this.days[placeOf(day)]
  }

  /** The same point, to try something on. */
  copy(): PlainPoint {
    const other = new PlainPoint()
    other.days.splice(0, other.days.length, ...this.days)
    for (const day of this.registered) other.registered.add(day)
    return other
  }

  take(fact: PlainFact): void {
    if (fact.said === 'import') this.#state(fact.day, fact.values)
    else if (fact.creates) this.#state(fact.day, fact.fields)
    else this.change(fact.day, fact.fields)
  }

  /** Each field is new from the day on, day by day, until the day from which it was another one already: or its supply was. */
  change(day: string, fields: PlainValues): void {
    const from = placeOf(day)
    const were = [...this.days]
    for (const [field, value] of Object.entries(fields)) {
      for (let place = from; place < DAYS.length; place += 1) {
        const together = SUPPLY.includes(field) ? SUPPLY : [field]
        if (place > from && together.some((one) => said(were[place], one) !== said(were[place - 1], one))) break
        if (said(this.days[place], field) !== value) this.days[place] = { ...this.days[place], [field]: value }
      }
    }
    if (this.days[from] !== were[from]) this.registered.add(day)
  }

  /** All of it is so from the day on until somebody says something; null: what was said of the day is not said any more. */
  #state(day: string, values: PlainValues | null): void {
    const from = placeOf(day)
    const until = DAYS.findIndex((other, place) => place > from && this.registered.has(other))
    const held = values ?? this.days[from - 1]
    if (values !== null || this.registered.has(day)) this.days.fill(held, from, until < 0 ? DAYS.length : until)
    if (values === null) this.registered.delete(day)
    else this.registered.add(day)
  }
}

/** What is said of a field; null: nothing. */
export function said(values: PlainValues | undefined, field: string): string | boolean | null {
  return values?.[field] ?? null
}

/** The first day after a day from which a field is another one; undefined: it stays. */
export function nextChange(days: readonly (PlainValues | undefined)[], day: string, field: string): number | undefined {
  for (let place = placeOf(day) + 1; place < DAYS.length; place += 1)
    if (said(days[place], field) !== said(days[place - 1], field)) return place
  return undefined
}
