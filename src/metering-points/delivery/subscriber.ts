import { finding, type Finding } from '../../kernel/index.ts'
import { secureUrl } from '../../exchange/index.ts'

/** Whom events are delivered to, as it is now. */
export type Subscriber = {
  readonly name: string
  readonly url: string
  readonly state: 'active' | 'paused'
  /** the statement that added it: a name can be used again */
  readonly addedSeq: bigint
  /** the statement that holds */
  readonly recordedSeq: bigint
}

/** An address that signed events may go to: https, or http on this very machine. @returns why it is none */
function urlFault(url: string): Finding | undefined {
  try {
    const { pathname } = secureUrl(url, 'url')
    // Two slashes at the start of a path would be taken for the name of another host.
    if (!pathname.startsWith('//')) return undefined
    return finding('SUBSCRIBER_URL', 'the path of the address begins with two slashes', { field: 'url' })
  } catch (error) {
    return finding('SUBSCRIBER_URL', error instanceof Error ? error.message : String(error), { field: 'url' })
  }
}

/** What is wrong with the name and address of a subscriber, everything at once. */
export function subscriberFaults(name: string, url: string): Finding[] {
  const isName = /^[A-Za-z0-9][A-Za-z0-9.-]{0,59}$/.test(name)
  const inName = isName
    ? []
    : [finding('SUBSCRIBER_NAME', `'${name.slice(0, 100)}' is no name of a subscriber`, { field: 'name' })]
  const inUrl = urlFault(url)
  return inUrl === undefined ? inName : [...inName, inUrl]
}
