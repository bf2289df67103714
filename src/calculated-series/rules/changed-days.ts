import type { CalculatedDay, StoredDays } from '../model.ts'

/** Whether a day says something else than what is stored of it: another value, another settlement type, or nothing at all. */
export function isChanged({ day, milliKwh, settlementType }: CalculatedDay, stored: StoredDays): boolean {
  const before = stored.get(day)
  return before === undefined || before.milliKwh !== milliKwh || before.settlementType !== settlementType
}

/** The days that say something else than what is stored (settlement 4). */
export function changedDays(days: readonly CalculatedDay[], stored: StoredDays): CalculatedDay[] {
  return days.filter((day) => isChanged(day, stored))
}
