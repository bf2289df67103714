import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { REQUEST_RULES } from './request-rules.ts'
import { renderRules } from './render-rules.ts'

test('docs/requests.md says what the rules say', async () => {
  const page = await readFile(new URL('../../../docs/requests.md', import.meta.url), 'utf8')
  expect(page, 'write it anew from renderRules()').toBe(renderRules())
})

test('every rule is a line of its own, in words of both languages', () => {
  const lines = renderRules().split('\n')
  for (const { code, when, danish, english } of REQUEST_RULES) {
    expect(lines.filter((line) => line.startsWith(`| ${code} |`) && line.includes(`| ${when} |`))).toHaveLength(1)
    expect([danish, english].every((text) => text.length > 10)).toBe(true)
    expect(danish).not.toBe(english)
  }
})
