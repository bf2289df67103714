import { GridbookError } from '../../kernel/index.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads an address to which secrets or tokens go: https, or http on this very machine.
 * @param setting what the address is for, in the error
 * @throws GridbookError CONFIG_INVALID
 */
export function secureUrl(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    throw new GridbookError(
      'CONFIG_INVALID',
      `${setting} is not an https address without user name, nor an http address of this machine: ${shown(text, url)}`,
      { field: setting },
    )
  }
  return url
}

// A password in an address must not end up in a log.
function shown(text: string, url: URL | undefined): string {
  return url === undefined ? JSON.stringify(text.slice(0, 100)) : `${url.protocol}//${url.host}${url.pathname}`
}
