import { POINT_FIELDS } from '../model.ts'
import type { PointMasterData } from '../model.ts'
import { inForceOn } from '../rules/history.ts'
import type { RecordedStatement } from '../store.ts'

/** A field of a point that became known as something else. */
export type FieldChange = {
  readonly field: keyof PointMasterData
  /** null: it was not stated, or did not apply */
  readonly before: string | boolean | null
  readonly after: string | boolean | null
}

/** What a statement changed, from its day on, against what was known before it. */
export type StatementEffect = {
  readonly what: 'stated' | 'withdrawn'
  /** market day */
  readonly validFrom: string
  /** none: it says what was known */
  readonly changes: readonly FieldChange[]
}

/**
 * What each statement of a point changed, pure. Of one commit the earlier day comes first, so a statement is compared with
 * what those before it made of its day.
 * @param log everything that was ever recorded about the point, in the order of recording and of days
 */
export function effectsOf(log: readonly RecordedStatement[]): Map<RecordedStatement, StatementEffect> {
  const history = new Map<string, PointMasterData | null>()
  const effects = new Map<RecordedStatement, StatementEffect>()
  for (const statement of log) {
    const { validFrom, values } = statement
    const before = inForceOn(history, validFrom)
    history.set(validFrom, values)
    const changes = changesBetween(before, inForceOn(history, validFrom))
    effects.set(statement, { what: values === null ? 'withdrawn' : 'stated', validFrom, changes })
  }
  return effects
}

/** The fields in which two versions differ, in the order of the table; undefined: nothing held. */
function changesBetween(before: PointMasterData | undefined, after: PointMasterData | undefined): FieldChange[] {
  return POINT_FIELDS.flatMap(([, field]) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null]
    return was === is ? [] : [{ field, before: was, after: is }]
  })
}
