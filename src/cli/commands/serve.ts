import type { Command } from 'commander'
import {
  hubServer,
  hubUseCases,
  listen,
  operationUseCases,
  supplierServer,
  supplierUseCases,
  versionUseCases,
  type Listening,
  type OperationUseCases,
} from '../../api/index.ts'
import { pollForever, sweepQueues } from '../../exchange/index.ts'
import { dk } from '../../market/index.ts'
import { documentQueue } from '../../measurements/index.ts'
import { deliverForever } from '../../metering-points/index.ts'
import type { Config } from '../../platform/index.ts'
import { expireServiceRequests } from '../../point-documents/index.ts'
import { reportDesk } from '../../settlement-report/index.ts'
import { answerForever, type RequestAnswerer } from '../../settlement-requests/index.ts'
import { codeVersion } from '../code-version.ts'
import { statusPortsOf } from '../follow-calculation.ts'
import { keepHouse } from '../keep-house.ts'
import { openHub, queuesOf, type Hub } from '../open-hub.ts'
import { inboxEvents, openHubClient, polledQueues } from '../open-hub-client.ts'
import { scheduleOf } from '../open-schedule.ts'
import { answersOf } from '../open-requests.ts'
import { openSupplier } from '../open-supplier.ts'
import { operate, type Operation } from '../operate.ts'
import { hubReports } from '../report-options.ts'
import { requireSettings } from '../required-settings.ts'
import { untilEnded } from '../until-ended.ts'
import { withRole } from '../with-role.ts'

// datahub 1.4: messages stay some thirty days after they were delivered.
const KEPT_MS = 30 * 24 * 3_600_000

interface ServeOptions {
  readonly json?: true
}

/** `gridbook hub serve` and `gridbook supplier serve`: the processes that stay. */
export function serveCommands(program: Command): void {
  program
    .command('hub')
    .description('the market operator')
    .command('serve')
    .description('answer the hub’s API until the process is ended; other commands work beside it')
    .option('--json', 'say as JSON where it listens')
    .action(async (options: ServeOptions, command: Command) => {
      await withRole(
        command,
        'hub',
        (config) => openHub(config, { acceptsGuests: true }),
        async (hub, config) => {
          const { issuerUrl, audience } = requireSettings(config, ['issuerUrl', 'audience'], 'accept tokens')
          const documents = documentQueue(hub.intake)
          let answering: RequestAnswerer | undefined
          const useCases = hubUseCases({
            queue: queuesOf(hub),
            documents,
            decoder: hub.decoders,
            objects: hub.intake.objects,
            ...(await desksOf(hub, config)),
            onRequest: () => answering?.wake(),
          })
          const hubId = dk.operatorId ?? ''
          const server = hubServer({
            issuer: { issuerUrl, audience },
            useCases,
            hubId,
            log: hub.log,
            version: await codeVersion(),
          })
          const ended = untilEnded()
          const listening = await listen(server, { host: config.apiHost, port: config.apiPort })
          answering = answeringOf(hub, ended.signal)
          const sweep = (): Promise<unknown> => sweepQueues(hub.ports, KEPT_MS)
          const also = { 'letting requests for services run out': () => expireServiceRequests(hub.ports) }
          const upkeep = keepHouse({ ...hub, sweep, also }, ended.signal)
          const calculating = operate(await operationOf(hub, config), ended.signal)
          const delivering = deliverEventsOf(hub, hubId, ended.signal)
          sayWhere(listening, options)
          await ended.reached
          await listening.close()
          await documents.close()
          await delivering
          await answering.ended
          await upkeep
          await calculating
        },
      )
    })
  program
    .command('supplier')
    .description('the energy supplier')
    .command('serve')
    .description(
      'read the queues of the hub and answer the supplier’s API until the process is ended; other commands work beside it',
    )
    .option('--json', 'say as JSON where it listens')
    .action(async (options: ServeOptions, command: Command) => {
      await withRole(
        command,
        'supplier',
        (config) => openSupplier(config, { acceptsGuests: true }),
        (supplier, config) => serveSupplier(supplier, config, options),
      )
    })
}

// What operators and actors do with settlement.
async function desksOf(
  hub: Hub,
  config: Config,
): Promise<Pick<Parameters<typeof hubUseCases>[0], 'operation' | 'planning' | 'versions' | 'reports'>> {
  return {
    operation: await operationUseCasesOf(hub, config),
    planning: { ...hub.ports, codeVersion: await codeVersion() },
    versions: versionUseCases(hub.ports),
    reports: reportDesk(hubReports(hub)),
  }
}

async function operationUseCasesOf(hub: Hub, config: Config): Promise<OperationUseCases> {
  const { pool, steps } = statusPortsOf(hub)
  const { clock, entries } = await scheduleOf(hub, config)
  const fourEyes = config.fourEyes === 'on'
  return operationUseCases({ pool, profile: dk, clock, steps, entries, codeVersion: await codeVersion(), fourEyes })
}

async function operationOf(hub: Hub, config: Config): Promise<Operation> {
  return {
    calculations: { ...hub.ports, definition: hub.calculationRun, runs: hub.runs },
    series: { ...hub.ports, definition: hub.seriesRun, runs: hub.runs },
    schedule: config.schedule === 'on' ? await scheduleOf(hub, config) : undefined,
    log: hub.log,
  }
}

// What another process stored, and what failed, is looked for so often.
const ANSWER_PAUSE_MS = 5_000

function answeringOf(hub: Hub, signal: AbortSignal): RequestAnswerer {
  const { log } = hub
  return answerForever(answersOf(hub), {
    signal,
    pauseMs: ANSWER_PAUSE_MS,
    onRound: ({ failed, ...counts }) => {
      for (const { requestId, error } of failed) log.error({ error, requestId }, 'a request cannot be answered')
      if (counts.answered + counts.rejected > 0) log.info(counts, 'requests are answered')
    },
    onFailure: (error) => {
      log.error({ error }, 'requests cannot be answered')
    },
  })
}

// What a commit does not tell of is looked for so often; a receiver has so long to answer; after a failure it is left alone
// for a second, doubled each time up to a quarter of an hour.
const DELIVERY_PACE = { pauseMs: 5_000, timeoutMs: 30_000, retry: { baseMs: 1_000, maxMs: 900_000 } }

async function deliverEventsOf(
  { ports: { pool, clock }, log }: Hub,
  hubId: string,
  signal: AbortSignal,
): Promise<void> {
  await deliverForever(
    { pool, clock, hubId },
    {
      ...DELIVERY_PACE,
      signal,
      onDelivered: (subscriber, events) => {
        log.debug({ subscriber, events }, 'events are delivered')
      },
      onFailure: (subscriber, failure, failures) => {
        log.warn({ subscriber, failure, failures }, 'events are not taken')
      },
      onError: (error) => {
        log.error({ error }, 'events cannot be delivered')
      },
    },
  )
}

type Supplier = Awaited<ReturnType<typeof openSupplier>>

async function serveSupplier(supplier: Supplier, config: Config, options: ServeOptions): Promise<void> {
  const { issuerUrl, audience } = requireSettings(config, ['issuerUrl', 'audience'], 'accept tokens')
  const { pool, clock } = supplier.ports
  const client = openHubClient(config, clock)
  const useCases = supplierUseCases({
    ports: supplier.ports,
    handlers: supplier.handlers,
    objects: supplier.intake.objects,
  })
  const server = supplierServer({
    issuer: { issuerUrl, audience },
    useCases,
    log: supplier.log,
    version: await codeVersion(),
  })
  const ended = untilEnded()
  const listening = await listen(server, { host: config.apiHost, port: config.apiPort })
  const polling = pollForever(polledQueues(config), {
    client,
    ports: { pool, clock, handlers: supplier.handlers },
    pollMs: config.pollSeconds * 1000,
    signal: ended.signal,
    onEvent: inboxEvents(supplier.log),
  })
  const upkeep = keepHouse(supplier, ended.signal)
  sayWhere(listening, options)
  await ended.reached
  await polling
  await upkeep
  await listening.close()
  client.close()
}

// One line, for people and for programs that wait for it.
function sayWhere({ url }: Listening, { json }: ServeOptions): void {
  const where = { ready: true, api: url, docs: `${url}/docs` }
  process.stdout.write(
    json === true ? `${JSON.stringify(where)}\n` : `The API is at ${url}, its description at ${where.docs}\n`,
  )
}
