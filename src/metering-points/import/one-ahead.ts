/** The items of a source, of which the next one is asked for while one is worked on. */
export async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next()
  try {
    for (;;) {
      const item = await next
      if (item.done === true) return
      next = source.next()
      // Awaited in its turn; until then a failure is nobody's, and would end the process.
      next.catch(() => {})
      yield item.value
    }
  } finally {
    await next.catch(() => {})
    await source.return(undefined)
  }
}
