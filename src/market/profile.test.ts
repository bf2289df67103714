import { describe, expect, test } from 'vitest'
import { formatInstant, isLocalMidnight, isResolution, parseEnergyKwh, parseGln } from '../kernel/index.ts'
import {
  auNem,
  dk,
  isMeteringMethod,
  isSettlementMethod,
  METERING_METHODS,
  profiles,
  SETTLEMENT_METHODS,
} from './index.ts'

describe.each(Object.entries(profiles))('the profile %s', (name, profile) => {
  test('goes by its own name', () => {
    expect(profile.name).toBe(name)
  })

  test('has resolutions that day rows are kept in, each once', () => {
    expect(profile.resolutions.length).toBeGreaterThan(0)
    expect(profile.resolutions.every(isResolution)).toBe(true)
    expect(new Set(profile.resolutions).size).toBe(profile.resolutions.length)
  })

  test('states value added tax as an exact share', () => {
    expect(profile.vatRate).toMatch(/^0\.\d+$/)
  })

  test('changes its resolution at a local midnight, if ever', () => {
    const transitionMs = profile.quarterlyTransitionMs
    expect(transitionMs === undefined || isLocalMidnight(transitionMs, profile.zone)).toBe(true)
  })
})

describe('dk', () => {
  test('reads GSRN, one stream, three decimals', () => {
    expect(dk.parseMeteringPointId('571313000000002000').ok).toBe(true)
    expect(dk.parseMeteringPointId('2001985732', { line: 4 })).toMatchObject({
      ok: false,
      error: { line: 4 },
    })
    expect([dk.isStream(''), dk.isStream('E1')]).toEqual([true, false])
    expect(parseEnergyKwh('0.0001', dk.energyLimits).ok).toBe(false)
  })

  test('names the operators of market and system by their GLN', () => {
    expect([dk.operatorId, dk.systemOperatorId].map((id) => parseGln(id ?? '').ok)).toEqual([true, true])
    expect(dk.systemOperatorId).not.toBe(dk.operatorId)
  })

  test('settles in quarters since May 2023', () => {
    expect(formatInstant(dk.quarterlyTransitionMs ?? 0)).toBe('2023-04-30T22:00:00Z')
  })
})

describe('au-nem', () => {
  test('reads NMI and suffixes', () => {
    expect(auNem.parseMeteringPointId('20019857328')).toEqual({ ok: true, value: '2001985732' })
    expect(['E1', 'B1', 'KZ', '11', '41'].every(auNem.isStream)).toBe(true)
    expect(['', 'E', 'E0', 'EI', 'O1', 'e1', 'E12', '1E'].some(auNem.isStream)).toBe(false)
  })
})

test('methods are known by their words', () => {
  expect(SETTLEMENT_METHODS.every(isSettlementMethod)).toBe(true)
  expect(METERING_METHODS.every(isMeteringMethod)).toBe(true)
  expect([isSettlementMethod('D01'), isMeteringMethod('flex'), isSettlementMethod('')]).toEqual([false, false, false])
})
