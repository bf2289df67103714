import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestIntake } from '../../../test/intake-ports.ts'
import { examplePoint, GRID_COMPANY, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { MARCH, openSettlementCase } from '../../../test/settlement-case.ts'
import { GridbookError } from '../../kernel/index.ts'
import { appendGridAreas, dk } from '../../market/index.ts'
import { currentSeq, inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { insertCalculation, readCalculation } from '../run/calculation-store.ts'
import { findingsOf } from './finding-store.ts'
import { inspectCalculation, refusalOf } from './inspect-step.ts'

let intake: TestIntake
let calculations = 0
beforeAll(async () => {
  intake = await openSettlementCase()
  await recordMasterData(intake.pool, [examplePoint(40, { validFrom: '2026-03-31' })])
})
afterAll(async () => {
  await intake.close()
})

const scratch = (): string => join(intake.directory, 'scratch')

async function pinned(
  other: {
    readonly type?: 'aggregation'
    readonly isInternal?: true
    readonly gridAreas?: string[]
    readonly requiresComplete?: true
  } = {},
): Promise<string> {
  const calculationId = `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`
  const given = {
    calculationId,
    type: 'balance_fixing' as const,
    gridAreas: ['801'],
    period: { fromMs: MARCH.fromMs, toMs: MARCH.toMs },
    quarterlyTransitionMs: 0,
    zone: dk.zone,
    isInternal: false,
    createdBy: 'a test',
    executionStartMs: 0,
    ...other,
  }
  await insertCalculation(intake.pool, given, '1')
  const seq = await inTransaction(intake.pool, currentSeq)
  await intake.pool.query('insert into settlement.calculation_input values ($1, $2)', [calculationId, seq])
  return calculationId
}

const step = async (id: string): ReturnType<typeof inspectCalculation> =>
  await inspectCalculation(id, { ...intake.ports, scratch: scratch() })

test('a calculation with warnings goes on, and has recorded them; its rows are the reading days', async () => {
  const id = await pinned()
  const { rows, effect } = await step(id)
  expect(rows).toBe(4 * 31)
  expect(await findingsOf(intake.pool, id)).toEqual([])
  await inTransaction(intake.pool, async (trx) => await effect?.(trx))
  const found = await findingsOf(intake.pool, id)
  expect(found).toEqual([
    {
      code: 'READINGS_MISSING',
      severity: 'warning',
      message: 'grid area 801 on 2026-03-31: 1 of 5 points lack 96 of 408 slots',
      gridArea: '801',
      point: pointId(40),
      day: '2026-03-31',
      points: 1,
      days: 1,
      slots: 96,
      rows: [{ meteringPointId: pointId(40), marketDay: '2026-03-31', slots: 96 }],
    },
  ])
  await inTransaction(intake.pool, async (trx) => await effect?.(trx))
  expect(await findingsOf(intake.pool, id)).toEqual(found)
  expect(await readdir(scratch())).toEqual([])
})

test('an area without an owner today is warned of, unless the calculation is internal and tells nobody', async () => {
  const owned = { code: '801', name: '801', priceArea: null, validFrom: '2026-04-15' } as const
  const own = async (meteredDataResponsibleId: string | null): Promise<void> =>
    await inTransaction(intake.pool, async (trx) => {
      await appendGridAreas(trx, [{ ...owned, meteredDataResponsibleId }], await nextRecordedSeq(trx))
    })
  const codes = async (...given: Parameters<typeof pinned>): Promise<string[]> => {
    const id = await pinned(...given)
    const { effect } = await step(id)
    await inTransaction(intake.pool, async (trx) => await effect?.(trx))
    return (await findingsOf(intake.pool, id)).map(({ code }) => code)
  }
  await own(null)
  expect(await codes()).toEqual(['AREA_OWNER_UNKNOWN', 'READINGS_MISSING'])
  expect(await codes({ type: 'aggregation', isInternal: true })).toEqual(['READINGS_MISSING'])
  await own(GRID_COMPANY)
  expect(await codes()).toEqual(['READINGS_MISSING'])
})

test('a calculation that has to be complete stops, says what lacks, and has recorded it', async () => {
  const id = await pinned({ requiresComplete: true })
  expect(await readCalculation(intake.pool, id, dk.zone)).toMatchObject({ requiresComplete: true })
  const caught = await step(id).catch((error: unknown) => error)
  expect(caught).toMatchObject({ code: 'READINGS_MISSING' })
  expect(String(caught)).toContain(`lack 96 of 408 slots (first ${pointId(40)})`)
  expect(await findingsOf(intake.pool, id)).toMatchObject([{ severity: 'error', slots: 96 }])
  await expect(step(id)).rejects.toBeInstanceOf(GridbookError)
  expect(await findingsOf(intake.pool, id)).toHaveLength(1)
})

test('errors of several kinds are refused under one code, each with its own', async () => {
  const caught = await step(await pinned({ gridAreas: ['801', '803'] })).catch((error: unknown) => error)
  expect(caught).toMatchObject({ code: 'INPUT_INCOMPLETE' })
  expect(String(caught)).toMatch(/GRID_AREA_UNKNOWN: grid area 803.*; GRID_LOSS_POINT_MISSING: grid area 803/)
})

describe('a refusal', () => {
  const error = (day: string) =>
    ({ code: 'PRICE_MISSING', severity: 'error', message: `no price on ${day}`, rows: [] }) as const

  test('names twenty errors and counts the rest', () => {
    const many = Array.from({ length: 23 }, (_, n) => error(`day ${n}`))
    const { code, message } = refusalOf(many)
    expect(code).toBe('PRICE_MISSING')
    expect(message.split('; ')).toHaveLength(21)
    expect(message).toMatch(/; 3 more$/)
  })

  test('says nothing of warnings, and needs an error', () => {
    const warning = { ...error('a warned day'), severity: 'warning' } as const
    expect(refusalOf([error('a day'), warning]).message).toBe('no price on a day')
    expect(() => refusalOf([warning])).toThrow('needs an error')
  })
})
