import { dk } from '../../market/index.ts'
import { pointId, responsibleId, supplierId } from '../example-points.ts'
import type { PointMasterData } from '../model.ts'
import type { Ground } from '../processes/asked.ts'
import { COMPANY, OTHER_COMPANY, TODAY } from '../processes/example-processes.ts'
import type { PointHistory } from '../rules/history.ts'

/** What is known of the n-th example points: versions by the days from which they hold; null: withdrawn. */
export type KnownPoints = Readonly<Record<number, Readonly<Record<string, PointMasterData | null>>>>

const AREAS: Readonly<Record<string, string>> = { '801': COMPANY, '802': COMPANY, '803': OTHER_COMPANY }

/** The ground of processes in memory: areas 801, 802, 803 since 2020, some suppliers, and these points. */
export function groundWith(points: KnownPoints): Ground {
  const histories = new Map<string, PointHistory>(
    Object.entries(points).map(([n, versions]) => [pointId(Number(n)), new Map(Object.entries(versions))]),
  )
  const parties = new Map([
    ['energy_supplier', [1, 2, 3].map(supplierId)],
    ['balance_responsible', [responsibleId(1)]],
  ])
  return {
    profile: dk,
    today: TODAY,
    historyOf: (id) => histories.get(id),
    childrenOf: (id) =>
      [...histories].filter(([, known]) => [...known.values()].some((v) => v?.parentId === id)).map(([child]) => child),
    gridCompanyOf: (code, day) => (day >= '2020-01-01' ? AREAS[code] : undefined),
    hasRole: (actorId, role) => parties.get(role)?.includes(actorId) === true,
    processOf: () => undefined,
    factsOf: () => [],
  }
}
