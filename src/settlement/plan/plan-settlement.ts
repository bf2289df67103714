import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError, marketDay, type Clock, type Finding, type MarketZone } from '../../kernel/index.ts'
import type { MarketProfile } from '../../market/index.ts'
import { countPoints, type PointCount } from '../../metering-points/index.ts'
import { inTransaction, type Transaction } from '../../platform/index.ts'
import { validateRunArguments, type CalculationArguments } from '../arguments.ts'
import { CALCULATION_TYPES, isWholesale, type CalculationType } from '../calculation-type.ts'
import { changesBetween, type Changes } from '../versions/index.ts'
import { areaUse, type AreaUse } from './area-use.ts'
import { marketDaysOf, openCaseInput, type CasePorts } from './case-input.ts'
import type { ChargeUse } from './charge-gaps.ts'
import { expectedEffects, type ExpectedEffect } from './expected-effect.ts'
import type { InputFinding } from './input-finding.ts'
import { inspectInputs } from './inspect-inputs.ts'
import { estimateTime, recordedTime, type TimeEstimate } from './run-time.ts'
import { publishedBefore, versionsBefore, type VersionBefore } from './version-before.ts'

/** A calculation that is thought of. */
export type PlanRequest = Pick<CalculationArguments, 'type' | 'gridAreas' | 'period'> & {
  readonly requiresComplete?: boolean
  readonly profile: MarketProfile
  /** of the program: earlier calculations of the same version say how long it takes */
  readonly codeVersion: string
  /** rows of each list of what changed; 10 when left out */
  readonly limit?: number
}

/** What a plan is made from. */
export interface PlanPorts extends CasePorts {
  /** A directory for what lives as long as the plan is made. */
  readonly scratch: string
  readonly clock: Clock
}

/** The version before of some areas and days, and what has become known since it was pinned. */
export type ChangedSince = VersionBefore & { readonly changes: Changes }

/** What a calculation would use, what changed since the version before, how long it will take, and what is wrong. */
export interface SettlementPlan {
  readonly type: CalculationType
  readonly gridAreas: readonly string[]
  /** market days, half open */
  readonly fromDay: string
  readonly toDay: string
  /** what is known now; a calculation that is started now reads up to here, or more */
  readonly recordedSeq: bigint
  readonly areas: readonly AreaUse[]
  readonly points: readonly PointCount[]
  readonly charges: readonly ChargeUse[]
  readonly before: readonly ChangedSince[]
  /** days of areas that no type has published yet */
  readonly firstAreaDays: number
  readonly effects: readonly ExpectedEffect[]
  readonly time: TimeEstimate
  readonly findings: readonly InputFinding[]
}

/**
 * Says before anything is computed what a calculation would use, and what it would find. Nothing is stored.
 * @throws GridbookError CALCULATION_ARGUMENT with every fault of the arguments
 */
export async function planSettlement(request: PlanRequest, ports: PlanPorts): Promise<SettlementPlan> {
  const { zone } = request.profile
  const { type, gridAreas, period, limit = 10 } = request
  const faults = planFaults(request)
  if (faults.length > 0)
    throw new GridbookError('CALCULATION_ARGUMENT', faults.map(({ message }) => message).join('; '))
  const days = marketDaysOf({ period, zone })
  const directory = join(ports.scratch, `plan-${randomUUID()}`)
  try {
    const toldOn = ports.clock.today(zone)
    const given = { type, gridAreas, period, zone, requiresComplete: request.requiresComplete === true, toldOn }
    const input = await openCaseInput(given, directory, ports)
    const { coverage, charges, findings } = await inspectInputs(given, input, directory, ports.engine)
    const areas = await areaUse(input, gridAreas, coverage, ports.engine)
    const since = await inTransaction(
      ports.pool,
      async (trx) => ({
        points: await countPoints(trx, { ...days, gridAreas, atSeq: input.atSeq }),
        ...(await changedSince(trx, { type, gridAreas, ...days, zone, toSeq: input.atSeq, directory, limit }, ports)),
      }),
      { isolation: 'repeatable read', readOnly: true },
    )
    const types = CALCULATION_TYPES.filter((each) => isWholesale(each) === isWholesale(type))
    const recorded = await recordedTime(ports.pool, { codeVersion: request.codeVersion, types })
    const readingDays = coverage.reduce((sum, day) => sum + Number(day.readingDays), 0)
    return {
      type,
      gridAreas,
      fromDay: days.from,
      toDay: days.to,
      recordedSeq: input.atSeq,
      areas,
      charges,
      ...since,
      effects: expectedEffects(since.before.flatMap(({ changes }) => changes.readings.byKind)),
      time: estimateTime(readingDays, recorded),
      findings,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Every fault of what is asked for (code CALCULATION_ARGUMENT, field = the argument); none when it can be planned. */
export function planFaults({ type, gridAreas, period, profile }: PlanRequest): Finding[] {
  const checked = validateRunArguments({
    calculationId: randomUUID(),
    type,
    gridAreas,
    period,
    zone: profile.zone,
    quarterlyTransitionMs: profile.quarterlyTransitionMs ?? 0,
    isInternal: false,
    createdBy: '',
    executionStartMs: 0,
  })
  return checked.ok ? [] : checked.error
}

type SinceQuery = {
  readonly type: CalculationType
  readonly gridAreas: readonly string[]
  readonly from: string
  readonly to: string
  readonly zone: MarketZone
  readonly toSeq: bigint
  readonly directory: string
  readonly limit: number
}

async function changedSince(
  trx: Transaction,
  query: SinceQuery,
  ports: PlanPorts,
): Promise<{ readonly before: ChangedSince[]; readonly firstAreaDays: number }> {
  const { zone, toSeq, limit } = query
  const published = await publishedBefore(trx, query)
  const before: ChangedSince[] = []
  for (const [at, version] of versionsBefore(query.type, published, zone).entries()) {
    const period = { fromMs: marketDay(version.from, zone).startMs, toMs: marketDay(version.to, zone).startMs }
    const directory = join(query.directory, `since-${at}`)
    const { gridAreas, inputSeq: fromSeq } = version
    before.push({
      ...version,
      changes: await changesBetween(trx, { fromSeq, toSeq, gridAreas, period, zone, directory, limit }, ports),
    })
  }
  const known = new Set(published.map(({ gridArea, marketDay: day }) => `${gridArea} ${day}`)).size
  const days = marketDay(query.to, zone).dayNumber - marketDay(query.from, zone).dayNumber
  return { before, firstAreaDays: days * query.gridAreas.length - known }
}
