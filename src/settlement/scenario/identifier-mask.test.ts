import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  eicWithCheckCharacter,
  glnWithCheckDigit,
  gsrnWithCheckDigit,
  parseActorId,
  parseGridArea,
  parseGsrn,
} from '../../kernel/index.ts'
import { identifierMask, type CaseIdentifiers } from './identifier-mask.ts'

const CASE: CaseIdentifiers = {
  points: [1, 2, 3].map(gsrnWithCheckDigit),
  actors: [glnWithCheckDigit(1), glnWithCheckDigit(2), eicWithCheckCharacter('45X000000000001')],
  areas: ['801', '802'],
  calculationId: '00000000-0000-4000-8000-000000000001',
}
const everything = { masksAreas: true }

describe('masked identifiers', () => {
  test('are valid, of the same kind, and none of the old ones', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.uniqueArray(fc.nat(99_999), { minLength: 1, maxLength: 20 }),
        (key, serials) => {
          const points = serials.map(gsrnWithCheckDigit)
          const actors = [...serials.map(glnWithCheckDigit), ...CASE.actors.slice(2)]
          const mask = identifierMask(key, { ...CASE, points, actors }, everything)
          const newPoints = points.map(mask.point)
          const newActors = actors.map(mask.actor)
          expect(newPoints.every((id) => parseGsrn(id).ok && !points.includes(id as never))).toBe(true)
          expect(newActors.every((id) => parseActorId(id).ok && !actors.includes(id as never))).toBe(true)
          expect(newActors.map(({ length }) => length)).toEqual(actors.map(({ length }) => length))
          expect([new Set(newPoints).size, new Set(newActors).size]).toEqual([points.length, actors.length])
        },
      ),
      { numRuns: 50 },
    )
  })

  test('are the same for the same key, others for another', () => {
    const [a, b, c] = ['key', 'key', 'other'].map((key) => identifierMask(key, CASE, everything))
    const of = (mask: typeof a): string[] => [
      ...CASE.points.map((id) => mask?.point(id) ?? ''),
      mask?.calculationId ?? '',
    ]
    expect(of(a)).toEqual(of(b))
    expect(of(a).filter((id) => of(c).includes(id))).toEqual([])
    // Also where the case has other points beside it.
    expect(
      identifierMask('key', { ...CASE, points: CASE.points.slice(0, 1) }, everything).point(CASE.points[0] ?? ''),
    ).toBe(of(a)[0])
  })

  test('of areas are three digits, all different even when most codes are used; or stay as they are', () => {
    const areas = Array.from({ length: 450 }, (_, n) => String(n).padStart(3, '0'))
    const mask = identifierMask('key', { ...CASE, areas }, everything)
    const masked = areas.map(mask.area)
    expect(new Set(masked).size).toBe(450)
    expect(masked.filter((area) => areas.includes(area) || !parseGridArea(area).ok)).toEqual([])
    expect(areas.map(identifierMask('key', { ...CASE, areas }, { masksAreas: false }).area)).toEqual(areas)
  })

  test('of a calculation is a uuid, and an identifier that the case does not have is none of its', () => {
    const mask = identifierMask('key', CASE, everything)
    expect(mask.calculationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(() => mask.point(gsrnWithCheckDigit(4))).toThrow('not among those of the inputs')
  })
})
