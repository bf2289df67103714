import { sameValues, type PointMasterData } from '../model.ts'
import { inForceOn, periodsOf, type PointHistory } from '../rules/history.ts'
import { PROCESSES } from './process.ts'

/** A supply: who, for whom it is answered for and how it began are one thing; where one is changed, the others end with it. */
const SUPPLY = PROCESSES.change_energy_supplier.fields

/**
 * The statements that a change from a day on makes: one on that day, and one for each later period that the change reaches.
 * A field keeps its new value until the day from which it was changed next: what was registered for later days stays. What
 * says who supplies the point is changed together.
 * @param history of a point that exists on the day
 * @returns by their days; a day that would say what it says already is left out
 */
export function withChange(
  history: PointHistory,
  day: string,
  changes: Partial<PointMasterData>,
): Map<string, PointMasterData> {
  const versions = new Map<string, PointMasterData>()
  let before = inForceOn(history, day)
  if (before === undefined) return versions
  const changed = { ...before, ...changes }
  if (!sameValues(changed, before)) versions.set(day, changed)
  let reaching = fieldsOf(changes)
  for (const { validFrom, values } of periodsOf(history)) {
    if (validFrom <= day) continue
    const last: PointMasterData = before
    const isSame = (field: keyof PointMasterData): boolean => values[field] === last[field]
    const isSameSupply = SUPPLY.every(isSame)
    reaching = reaching.filter((field) => (SUPPLY.includes(field) ? isSameSupply : isSame(field)))
    if (reaching.length === 0) break
    const reached = { ...values, ...Object.fromEntries(reaching.map((field) => [field, changes[field]])) }
    if (!sameValues(reached, values)) versions.set(validFrom, reached)
    before = values
  }
  return versions
}

/** The day after a day from which a field is another one; null: it stays. */
export function changedNext(history: PointHistory, day: string, field: keyof PointMasterData): string | null {
  const inForce = inForceOn(history, day)
  const next = periodsOf(history).find(({ validFrom, values }) => validFrom > day && values[field] !== inForce?.[field])
  return next?.validFrom ?? null
}

/** The history with statements laid over it. */
export function overlaid(
  history: PointHistory | undefined,
  versions: ReadonlyMap<string, PointMasterData | null>,
): Map<string, PointMasterData | null> {
  return new Map([...(history ?? []), ...versions])
}

/** The fields of a change. */
export function fieldsOf(changes: Partial<PointMasterData>): (keyof PointMasterData)[] {
  return Object.keys(changes) as (keyof PointMasterData)[]
}
