import { AsyncLocalStorage } from 'node:async_hooks'

interface Scope {
  open: boolean
}

const scopes = new AsyncLocalStorage<Scope | undefined>()

/** Runs what belongs to one transaction, so that whatever it calls can be told from what lies outside of it. */
export async function insideTransaction<T>(act: () => Promise<T>): Promise<T> {
  const scope: Scope = { open: true }
  try {
    return await scopes.run(scope, act)
  } finally {
    scope.open = false // a timer that was set inside may go off later, and is free then
  }
}

/** Runs what may use the pool although a transaction is under way. */
export function outsideTransaction<T>(act: () => T): T {
  return scopes.run(undefined, act)
}

/**
 * Throws when called, however deep, from inside a transaction: a second connection would not see what the first has
 * written, could wait for it for ever, and would commit what the first rolls back.
 */
export function refuseInsideTransaction(): void {
  if (scopes.getStore()?.open !== true) return
  throw new Error(
    'the pool was used inside a transaction: use the handle that the transaction gave, or say { beside: true } for a transaction of its own',
  )
}
