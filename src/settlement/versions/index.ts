export { changesBetween } from './changes-between.ts'
export type { ChargeChanges, Changes, ChangesQuery } from './changes-between.ts'
export type { ReadingChange, ReadingChangeOfKind, ReadingChangeSummary } from './reading-change-rows.ts'
