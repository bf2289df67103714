import type * as Module from 'oidc-provider'

const REMARK = 'oidc-provider WARNING: Unsupported runtime'

/**
 * Loads the authorization server without its remark about the runtime: it looks for the name of a long-term release,
 * which the pinned Node does not carry. Every other warning is printed as always.
 */
export async function loadProvider(): Promise<typeof Module> {
  const warn = console.warn
  console.warn = (...args: unknown[]) => {
    if (!(typeof args[0] === 'string' && args[0].includes(REMARK))) warn(...args)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}
