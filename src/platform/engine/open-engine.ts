import type { Engine, EngineOptions } from './engine.ts'

/**
 * Opens the engine in this process: DuckDB in memory. Calls made at the same time run at the same time, each on a
 * connection of its own; tables in memory are seen by all of them.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  // Loaded when it is needed: most commands need none, and would wait a tenth of a second for it.
  const { openDuckDb } = await import('./duckdb.ts')
  return await openDuckDb(options)
}
