import type { Static } from 'typebox'
import type { Finding } from '../../kernel/index.ts'
import type {
  ActorHistory,
  ActorPeriod,
  ActorStatement,
  GridAreaHistory,
  GridAreaPeriod,
  GridAreaStatement,
  Stated,
} from '../../market/index.ts'
import type {
  ActorBody,
  ActorHistory as ActorHistoryAnswer,
  ActorList,
  AreaBody,
  AreaHistory as AreaHistoryAnswer,
  AreaList,
  StatedAnswer,
} from './market-schemas.ts'

/** What a body states about a grid area; what is left out is not stated. */
export function fromAreaBody({ withdrawn, ...body }: Static<typeof AreaBody>): GridAreaStatement {
  if (withdrawn === true) return { code: body.code, validFrom: body.validFrom, tombstone: true }
  const { name = '', priceArea = null, meteredDataResponsibleId = null } = body
  return { ...body, name, priceArea, meteredDataResponsibleId }
}

/** What a body states about an actor. */
export function fromActorBody({ withdrawn, ...body }: Static<typeof ActorBody>): ActorStatement {
  if (withdrawn === true) return { actorId: body.actorId, validFrom: body.validFrom, tombstone: true }
  return { ...body, name: body.name ?? '', roles: body.roles ?? [] }
}

/** A grid area in one period, as the API tells it. */
export function toArea(period: GridAreaPeriod): Static<typeof AreaList>['gridAreas'][number] {
  return { ...period, ...listed(period), recordedSeq: period.recordedSeq.toString() }
}

/** A grid area's history, as the API tells it. */
export function toAreaHistory({ code, periods, log }: GridAreaHistory): Static<typeof AreaHistoryAnswer> {
  return {
    code,
    periods: periods.map(toArea),
    statements: log.map(({ values, ...stated }) => ({
      ...toStatement(stated, values),
      values: values === null ? null : { ...values, ...listed(values) },
    })),
  }
}

/** An actor in one period, as the API tells it. */
export function toActor(period: ActorPeriod): Static<typeof ActorList>['actors'][number] {
  return { ...period, roles: [...period.roles], recordedSeq: period.recordedSeq.toString() }
}

/** An actor's history, as the API tells it. */
export function toActorHistory({ actorId, periods, log }: ActorHistory): Static<typeof ActorHistoryAnswer> {
  return {
    actorId,
    periods: periods.map(toActor),
    statements: log.map(({ values, ...stated }) => ({
      ...toStatement(stated, values),
      values: values === null ? null : { ...values, roles: [...values.roles] },
    })),
  }
}

/** What became of a statement, as the API tells it. */
export function toStated({ recordedSeq, warnings }: Stated): Static<typeof StatedAnswer> {
  return {
    recordedSeq: recordedSeq?.toString() ?? null,
    warnings: warnings.map(withFieldOfBody).map(({ code, message, field = null }) => ({ code, message, field })),
  }
}

/** A finding with the field of the body instead of the column of a file: `validFrom` for `valid_from`. */
export function withFieldOfBody(found: Finding): Finding {
  if (found.field === undefined) return found
  return { ...found, field: found.field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) }
}

function listed({ neighbours }: Pick<GridAreaPeriod, 'neighbours'>): { neighbours: string[] | null } {
  return { neighbours: neighbours === null ? null : [...neighbours] }
}

function toStatement(
  { validFrom, recordedSeq }: { readonly validFrom: string; readonly recordedSeq: bigint },
  values: unknown,
) {
  return { validFrom, recordedSeq: recordedSeq.toString(), withdrawn: values === null }
}
