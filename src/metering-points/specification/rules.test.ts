import { describe, expect, test } from 'vitest'
import { catalogue } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { processFaults } from '../processes/process-faults.ts'
import { PROCESS_RULES } from '../processes/process-rules.ts'
import { checkVersionInHistory } from '../rules/check-in-history.ts'
import { checkVersion } from '../rules/check-statement.ts'
import { HISTORY_RULES } from '../rules/history-rules.ts'
import { VERSION_RULES } from '../rules/version-rules.ts'
import { BROKEN_PROCESSES, SOUND_PROCESSES } from './example-asked.ts'
import { BROKEN_HISTORIES, SOUND_HISTORIES } from './example-histories.ts'
import { BROKEN_VERSIONS, EDGE_VERSIONS } from './example-versions.ts'

type Said = { readonly code: string; readonly field?: string; readonly message: string; readonly danish?: string }

const keys = (findings: readonly Said[]): string[] => findings.map(({ code, field }) => `${code} ${field}`)

/** A sentence of a person, in both languages, in which nothing is left open. */
function expectSentences(findings: readonly Said[]): void {
  for (const { message, danish = '' } of findings) {
    expect(message, danish).not.toMatch(/undefined|\bnull\b|\[object/)
    expect(danish, message).not.toMatch(/undefined|\bnull\b|\[object/)
    expect(danish).not.toBe(message)
    expect(Math.min(message.length, danish.length), message).toBeGreaterThan(12)
  }
}

describe('rules of a version', () => {
  test.each(BROKEN_VERSIONS.map((example, n) => [`${n + 1} ${example.faults.join(', ')}`, example] as const))(
    '%s',
    (_, { values, faults }) => {
      const findings = checkVersion(values, dk, 'processes')
      expect(keys(findings)).toEqual(faults)
      expectSentences(findings)
    },
  )

  test('sound versions, and those at the edge of what is allowed, break none', () => {
    for (const values of EDGE_VERSIONS) expect(keys(checkVersion(values, dk, 'processes'))).toEqual([])
  })

  test('each rule is broken by an example', () => {
    const unbroken = VERSION_RULES.filter((rule) => !BROKEN_VERSIONS.some(({ values }) => rule.broken(values, dk)))
    expect(unbroken.map(({ when }) => when)).toEqual([])
  })
})

describe('rules of a version in its surroundings', () => {
  test.each(BROKEN_HISTORIES.map((example, n) => [`${n + 1} ${example.faults.join(', ')}`, example] as const))(
    '%s',
    (_, { version, faults }) => {
      const findings = checkVersionInHistory(version, 'processes')
      expect(keys(findings)).toEqual(faults)
      expectSentences(findings)
    },
  )

  test('sound ones break none', () => {
    for (const { version } of SOUND_HISTORIES) expect(keys(checkVersionInHistory(version, 'processes'))).toEqual([])
  })

  test('each rule is broken by an example', () => {
    const unbroken = HISTORY_RULES.filter((rule) => !BROKEN_HISTORIES.some(({ version }) => rule.broken(version)))
    expect(unbroken.map(({ when, field }) => `${field}: ${when}`)).toEqual([])
  })
})

describe('rules of a process', () => {
  test.each(
    BROKEN_PROCESSES.map(
      (example, n) => [`${n + 1} ${example.asked.request.kind}: ${example.faults.join(', ')}`, example] as const,
    ),
  )('%s', (_, { asked, faults }) => {
    const findings = processFaults(asked)
    expect(keys(findings)).toEqual(faults)
    expectSentences(findings)
  })

  test('sound ones break none', () => {
    for (const { asked } of SOUND_PROCESSES) expect(keys(processFaults(asked)), asked.request.kind).toEqual([])
  })

  test('each rule is broken by an example', () => {
    const unbroken = PROCESS_RULES.filter(
      (rule) =>
        !BROKEN_PROCESSES.some(
          ({ asked }) => (rule.kinds.length === 0 || rule.kinds.includes(asked.request.kind)) && rule.broken(asked),
        ),
    )
    expect(unbroken.map(({ when }) => when)).toEqual([])
  })
})

test('every rule answers under a code of the market, but for what the market does not know', () => {
  const codes = new Set([...VERSION_RULES, ...HISTORY_RULES, ...PROCESS_RULES].map(({ code }) => code))
  const without = [...codes].filter((code) => catalogue[code].answeredAs === undefined)
  expect(without).toEqual(['LOSS_ROLE'])
})
