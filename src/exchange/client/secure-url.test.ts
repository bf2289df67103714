import { expect, test } from 'vitest'
import { secureUrl } from './secure-url.ts'

test.each([
  'https://b2b.datahub3.dk',
  'https://b2b.datahub3.dk:8443/token',
  'http://localhost:8080',
  'http://127.0.0.1:1',
  'http://127.1.2.3',
  'http://[::1]:80',
])('%s is safe for a secret', (text) => {
  expect(secureUrl(text, 'hubUrl').href).toMatch(/^https?:/)
})

test.each([
  'http://b2b.datahub3.dk',
  'http://127.0.0.1.example.org',
  'http://localhost.example.org',
  'http://10.0.0.1',
  'ftp://localhost',
  'file:///etc/passwd',
  'localhost:8080',
  '',
])('%s is not', (text) => {
  expect(() => secureUrl(text, 'hubUrl')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', where: { field: 'hubUrl' } }),
  )
})

test('a password in the address is refused, and not repeated', () => {
  expect(() => secureUrl('https://user:sesame@example.org/token', 'tokenUrl')).toThrow(/https:\/\/example\.org\/token$/)
})
