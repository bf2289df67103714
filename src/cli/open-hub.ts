import type { Command } from 'commander'
import type { QueuePorts } from '../exchange/index.ts'
import { seriesRun, type SeriesPorts } from '../calculated-series/index.ts'
import { dk, gridAreasAsKnown } from '../market/index.ts'
import { forwardDeliveries, type ImportPorts } from '../measurements/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { Config, RunDefinition, Runs, Transaction } from '../platform/index.ts'
import { calculationRun, type CalculationPorts } from '../settlement/index.ts'
import { openDeployment, type Deployment, type OpenOptions } from './open-deployment.ts'
import { withRole } from './with-role.ts'

/** A hub that is open: its stores, what it computes with, and how to close it. */
export interface Hub extends Omit<Deployment, 'intake' | 'runsOf'> {
  readonly intake: ImportPorts
  readonly calculation: CalculationPorts
  readonly calculationRun: RunDefinition
  readonly series: SeriesPorts
  readonly seriesRun: RunDefinition
  readonly runs: () => Promise<Runs>
}

/** Opens the stores of a hub and puts its rooms together. */
export async function openHub(config: Config, options: OpenOptions = {}): Promise<Hub> {
  const deployment = await openDeployment(config, options)
  const definition = calculationRun(deployment.ports)
  const series = { ...deployment.intake, ...deployment.ports, operatorId: dk.operatorId ?? '' }
  const seriesDefinition = seriesRun(series)
  return {
    ...deployment,
    intake: {
      ...deployment.intake,
      responsibleFor: responsibleOn(deployment.ports.clock),
      alongside: forwardDeliveries(deployment.intake),
    },
    calculation: deployment.ports,
    calculationRun: definition,
    series,
    seriesRun: seriesDefinition,
    runs: () => deployment.runsOf([definition, seriesDefinition]),
  }
}

/** The queues of a hub that is open. */
export function queuesOf({ ports: { pool, zone, clock }, config }: Hub): QueuePorts {
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  return { pool, zone, clock, sender, bundleAgeMs: config.bundleSeconds * 1000 }
}

function responsibleOn(clock: Clock): (trx: Transaction) => Promise<(gridArea: string) => string | undefined> {
  return async (trx) => {
    const areas = await gridAreasAsKnown(trx, { asOf: clock.today(dk.zone) })
    const responsible = new Map(areas.map((area) => [area.code, area.meteredDataResponsibleId ?? undefined]))
    return (gridArea) => responsible.get(gridArea)
  }
}

/** Opens the hub that the settings name, does the work, and closes it whatever happens. @throws GridbookError OTHER_ROLE */
export async function withHub(command: Command, work: (hub: Hub, config: Config) => Promise<void>): Promise<void> {
  await withRole(command, 'hub', (config) => openHub(config), work)
}
