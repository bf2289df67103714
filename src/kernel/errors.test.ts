import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogue, isErrorCode } from './errors.ts'

const entries = Object.entries(catalogue)

async function codesOfEveryPart(): Promise<string[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => /^error-codes-[a-z]+\.ts$/.test(name))
  const parts = await Promise.all(files.map((file): Promise<Record<string, object>> => import(`./${file}`)))
  return parts.flatMap((part) => Object.values(part).flatMap((codes) => Object.keys(codes)))
}

describe('the error catalogue', () => {
  test('holds every code of its parts, none in two of them', async () => {
    const codes = await codesOfEveryPart()
    expect(codes.length).toBeGreaterThan(50)
    expect(new Set(codes).size).toBe(codes.length)
    expect(Object.keys(catalogue).toSorted()).toEqual(codes.toSorted())
  })

  test.each(entries)('%s is complete: key, audience, a title and one sentence that says what to do', (key, entry) => {
    expect(entry.code).toBe(key)
    expect(key).toMatch(/^([A-Z]\d\d|\d{5}|[A-Z]+(_[A-Z]+)*)$/)
    expect(['sender', 'analyst', 'operator', 'developer']).toContain(entry.audience)
    expect(entry.title).toMatch(/^[A-Z].{10,}[^.]$/)
    expect(entry.next).toMatch(/^[A-Z].{10,}\.$/)
    expect(entry.next).not.toBe(entry.title)
  })

  test('says two different things under two codes', () => {
    expect(new Set(entries.map(([, entry]) => entry.title)).size).toBe(entries.length)
  })

  test('answers under a code of the market, where an entry has a name of its own', () => {
    const answered = entries.flatMap(([, entry]) => entry.answeredAs ?? [])
    expect(answered).toContain('00101')
    for (const code of answered) expect(code).toMatch(/^([A-Z][0-9A-Z]{2}|\d{5})$/)
  })

  test('has the codes of measured data and of the synchronous answer (settlement 5.3, 5.4)', () => {
    const demanded = 'D16 E73 D50 D37 D18 E10 E50 E17 D66 E87 D12 E86 E89 D23'.split(' ')
    const synchronous =
      '00001 00002 00003 00101 00102 00201 00202 00205 00301 00302 00303 00304 00305 00401 00402 00403'.split(' ')
    expect(demanded.every(isErrorCode)).toBe(true)
    expect(synchronous.every(isErrorCode)).toBe(true)
  })

  test('knows no code that is not in it, the names of objects included', () => {
    expect(isErrorCode('E99')).toBe(false)
    expect(isErrorCode('toString')).toBe(false)
    expect(isErrorCode('')).toBe(false)
  })
})
