import { accepted, GridbookError } from '../../kernel/index.ts'
import type { PointSearchUseCases } from '../hub/point-search.ts'

/** A hub without metering points. */
export function noPoints(): PointSearchUseCases {
  const nothing = async (): Promise<never> => {
    await Promise.resolve()
    throw new GridbookError('NOT_FOUND', 'there is no such metering point')
  }
  return {
    search: async () => await Promise.resolve(accepted({ points: [], next: null })),
    view: nothing,
    timeline: nothing,
  }
}
