import { describe, expect, test } from 'vitest'
import { glnWithCheckDigit } from './gs1.ts'
import type { Gsrn } from './gs1.ts'
import { parseActorId, parseActorIdShape, parseGridArea } from './identifiers.ts'

const refusedWith = (code: string): object => ({ ok: false, error: { code, severity: 'error' } })

describe('actors and areas', () => {
  test.each(['5790001330552', '10YDK-1--------W'])('%s is an actor', (id) => {
    expect(parseActorId(id)).toEqual({ ok: true, value: id })
  })

  test('an actor id is held against its check digit, whichever of the two it is', () => {
    expect(parseActorId('5790001330553')).toMatchObject(refusedWith('CHECK_DIGIT'))
    expect(parseActorId('10YDK-1--------X', { field: 'sender' })).toMatchObject({
      error: { code: 'CHECK_DIGIT', field: 'sender' },
    })
  })

  test('an actor id has 13 or 16 characters', () => {
    expect(parseActorId('57900013305521')).toMatchObject(refusedWith('FIELD_INVALID'))
    expect(parseActorIdShape('1000000000000')).toEqual({ ok: true, value: '1000000000000' })
    expect(parseActorIdShape('10YDK-1--------X').ok).toBe(true)
    expect(parseActorIdShape('100000000000')).toMatchObject(refusedWith('FIELD_INVALID'))
  })

  test('a grid area has three digits, the leading zeros too', () => {
    expect(parseGridArea('007')).toEqual({ ok: true, value: '007' })
    for (const text of ['7', '0800', 'DK1', ''])
      expect(parseGridArea(text, { line: 3 })).toMatchObject({ error: { line: 3 } })
  })

  test('the compiler tells identifiers apart', () => {
    const gln = glnWithCheckDigit(1)
    // @ts-expect-error a party is not a metering point
    const gsrn: Gsrn = gln
    expect(gsrn).toBe(gln)
  })
})
