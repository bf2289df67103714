import type { Command } from 'commander'
import { accrualRun } from '../accruals/index.ts'
import { invoiceRun } from '../billing/index.ts'
import { decodePool, type MessageHandler } from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import { rsm012Handler, type ImportPorts } from '../measurements/index.ts'
import type { Config, RunDefinition, Runs } from '../platform/index.ts'
import { reconciliationRun, rsm014Handler, rsm019Handler } from '../reconciliation/index.ts'
import { characteristicsHandler, notificationHandler, serviceAnswerHandlers } from '../point-documents/index.ts'
import { rejectionHandlers } from '../settlement-requests/index.ts'
import { openDeployment, type Deployment, type OpenOptions } from './open-deployment.ts'
import { withRole } from './with-role.ts'

/** A supplier that is open: its stores, its runs, what it does with messages, and how to close it. */
export interface Supplier extends Omit<Deployment, 'intake' | 'runsOf'> {
  readonly intake: ImportPorts
  readonly definitions: Readonly<Record<'invoice' | 'accrual' | 'reconciliation', RunDefinition>>
  readonly runs: () => Promise<Runs>
  /** One for each kind of document that the hub sends. */
  readonly handlers: readonly MessageHandler[]
}

/** Opens the stores of a supplier and puts its rooms together. */
export async function openSupplier(config: Config, options: OpenOptions = {}): Promise<Supplier> {
  // The loss of a grid area comes as calculated readings of its loss points.
  const decoders = options.decoders ?? decodePool({ profile: dk, allowCalculated: true })
  const deployment = await openDeployment(config, { ...options, decoders })
  const { ports } = deployment
  const intake: ImportPorts = {
    ...deployment.intake,
    // The hub alone delivers to a supplier, for whatever grid area.
    responsibleFor: async () => () => dk.operatorId,
    isFromHub: true,
  }
  const definitions = {
    invoice: invoiceRun(ports),
    accrual: accrualRun(ports),
    reconciliation: reconciliationRun(ports),
  }
  return {
    ...deployment,
    intake,
    definitions,
    runs: () => deployment.runsOf(Object.values(definitions)),
    handlers: [
      rsm012Handler(intake),
      rsm014Handler(ports),
      rsm019Handler(ports),
      ...rejectionHandlers(ports),
      characteristicsHandler(ports),
      notificationHandler(ports),
      ...serviceAnswerHandlers(ports),
    ],
  }
}

/** Opens the supplier that the settings name, does the work, and closes it whatever happens. @throws GridbookError OTHER_ROLE */
export async function withSupplier(
  command: Command,
  work: (supplier: Supplier, config: Config) => Promise<void>,
): Promise<void> {
  await withRole(command, 'supplier', (config) => openSupplier(config), work)
}
