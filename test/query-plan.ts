import type { Pool, Transaction } from '../src/platform/index.ts'

/** A query as it is handed to the database. */
export type AskedQuery = { readonly text: string; readonly values: readonly unknown[] }

/** How the database carried a query out. */
export type QueryPlan = {
  /** rows that it answered */
  readonly found: number
  /** tables that were read from end to end */
  readonly sequential: readonly string[]
  readonly indexes: readonly string[]
  /** rows that its scans looked at */
  readonly examined: number
}

/** Carries a query out and says how. */
export async function planOf(pool: Pool, { text, values }: AskedQuery): Promise<QueryPlan> {
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, timing off, format json) ${text}`,
    [...values],
  )
  const root = rows[0]?.['QUERY PLAN'][0].Plan
  if (root === undefined) throw new Error('there is no plan')
  const nodes = flat(root)
  const scans = nodes.filter((node) => node['Node Type'].endsWith('Scan') && node['Node Type'] !== 'CTE Scan')
  return {
    found: root['Actual Rows'],
    sequential: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
    examined: scans.reduce((sum, node) => sum + lookedAt(node), 0),
  }
}

/** A transaction's handle that keeps every query that goes through it. */
export function keepingQueries(trx: Transaction, kept: AskedQuery[]): Transaction {
  const query = async (asked: string | AskedQuery, values: readonly unknown[] = []): Promise<unknown> => {
    kept.push(typeof asked === 'string' ? { text: asked, values } : { text: asked.text, values: asked.values })
    return await (trx.query as (...given: unknown[]) => Promise<unknown>)(
      asked,
      values.length === 0 ? undefined : values,
    )
  }
  return { query } as unknown as Transaction
}

// A node of a plan, as EXPLAIN writes it.
type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)]
}

function lookedAt(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return (node['Actual Rows'] + removed) * node['Actual Loops']
}
