import { compareCalculations, lookUpHistory, lookUpLatest, type ComparisonPorts } from '../../settlement/index.ts'
import type { VersionUseCases } from './versions.ts'

/** Versions of results, over settlement. */
export function versionUseCases(ports: ComparisonPorts): VersionUseCases {
  return {
    latest: async (query) => await lookUpLatest(ports.pool, query),
    history: async (filter) => await lookUpHistory(ports.pool, filter),
    compare: async (references, options) => await compareCalculations(references, options, ports),
  }
}
