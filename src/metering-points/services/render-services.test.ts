import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { renderServices } from './render-services.ts'
import { SERVICE_RULES } from './service-rules.ts'

test('docs/services.md says what the rules say', async () => {
  const page = await readFile(new URL('../../../docs/services.md', import.meta.url), 'utf8')
  expect(page).toBe(renderServices())
})

test('every rule is on it', () => {
  const lines = renderServices().split('\n')
  for (const { code, when } of SERVICE_RULES) {
    expect(lines.filter((line) => line.includes(`| ${code} |`) && line.endsWith(`| ${when} |`))).toHaveLength(1)
  }
})
