import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { maskSecrets } from './mask-secrets.ts'

function logged(level: 'info' | 'silent', act: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  act(createLog(level, (line) => void lines.push(line)))
  return lines.join('')
}

test('a line is one JSON document with its level and what was given', () => {
  const text = logged('info', (log) => {
    log.debug('below the level')
    log.info({ documents: 3 }, 'imported')
  })
  expect(text.endsWith('\n')).toBe(true)
  expect(JSON.parse(text)).toMatchObject({ level: 30, documents: 3, msg: 'imported', pid: process.pid })
  expect(logged('silent', (log) => log.fatal('no'))).toBe('')
})

test('a secret shows nowhere: not in fields at any depth, messages, errors, headers, URLs', () => {
  const secret = 'canary-7f3a'
  const text = logged('info', (log) => {
    log.info({ password: secret, deep: { list: [{ accessToken: secret, client_secret: secret }] } })
    log.warn({ headers: { authorization: `Bearer ${secret}` } }, `with bearer ${secret}`)
    log.error(
      { err: new Error(`cannot reach postgres://user:${secret}@host:5432/db`) },
      `see https://h/x?token=${secret}&a=1`,
    )
  })
  expect(text).not.toContain(secret)
  expect(text).toContain('postgres://user:***@host:5432/db')
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toHaveLength(3)
})

test('masking keeps a line well-formed and everything that is no secret, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 6 }), (plain, secret) => {
      const masked = JSON.parse(maskSecrets(JSON.stringify({ nested: { password: secret }, count: 5 }))) as unknown
      expect(masked).toEqual({ nested: { password: '***' }, count: 5 })
      const line = JSON.stringify({ note: plain })
      expect(() => JSON.parse(maskSecrets(line)) as unknown).not.toThrow()
    }),
    { numRuns: 500 },
  )
})
