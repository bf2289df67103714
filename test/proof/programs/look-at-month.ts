// Prints as JSON what lies in the stores of a hub and of a supplier after a month, as far as it must not depend on how often
// the month was interrupted, and what is wrong with it by itself.
// usage: look-at-month.ts HUB_DIRECTORY SUPPLIER_DIRECTORY MONTH
import { join } from 'node:path'
import { openHub } from '../../../src/cli/open-hub.ts'
import { openSupplier } from '../../../src/cli/open-supplier.ts'
import { loadConfig, type Config, type Pool } from '../../../src/platform/index.ts'
import { storedState } from '../stored-state.ts'

const [hubDirectory = '', supplierDirectory = '', month = ''] = process.argv.slice(2)

function configOf(dataDir: string): Config {
  const loaded = loadConfig({ env: {}, cwd: dataDir, configFile: undefined, flags: { dataDir } })
  if (!loaded.ok) throw new Error(loaded.error.map((fault) => fault.message).join('; '))
  return loaded.value.config
}

/** At the hub each transaction states one day; to a supplier the calculated loss of a whole month comes in one. */
const COUNTS_DAYS = /^(accepted transactions and deliveries|deliveries and different transactions)/

const optionsOf = (directory: string): Parameters<typeof storedState>[0] => ({
  month,
  scratch: join(directory, 'scratch', 'look'),
  hashes: true,
  swept: false,
})

async function count(pool: Pool, query: string): Promise<number> {
  const { rows } = await pool.query<{ n: bigint }>(query)
  return Number(rows[0]?.n ?? -1n)
}

async function text(pool: Pool, query: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(query)
  return rows.map(({ line }) => line)
}

/** What is known of the metering points, however often it was stated. */
const POINTS = `select md5(string_agg(to_jsonb(p)::text, ' ' order by metering_point_id, valid_from)) as line
  from (select metering_point_id, valid_from, type, connection_state, settlement_method, resolution, grid_area, energy_supplier_id
        from metering_points.current_period) p`

const hub = await openHub(configOf(hubDirectory))
const supplier = await openSupplier(configOf(supplierDirectory))
try {
  const atHub = await storedState(optionsOf(hubDirectory), hub.intake)
  const atSupplier = await storedState({ ...optionsOf(supplierDirectory), withoutRegistration: true }, supplier.intake)
  const { documents: _, ...readings } = atSupplier.state // how many messages carried them is a matter of time
  const [toHub, toSupplier] = [hub.ports.pool, supplier.ports.pool]
  const sent = await text(
    toHub,
    `select message_id as line from exchange.queue_bundle join exchange.queue using (queue_id)
     where actor_id = '${supplier.config.actorId ?? ''}' and dequeued_at is not null order by 1`,
  )
  const came = await text(toSupplier, 'select message_id as line from exchange.inbound_message order by 1')
  const faults = [
    ...atHub.faults,
    ...atSupplier.faults.filter((fault) => !COUNTS_DAYS.test(fault)),
    ...(JSON.stringify(sent) === JSON.stringify(came)
      ? []
      : [`${sent.length} messages sent, ${came.length} in the inbox`]),
  ]
  const state = {
    hub: {
      ...atHub.state,
      points: await text(toHub, POINTS),
      queued: await text(
        toHub,
        `select concat_ws(' ', actor_id, role, document_type, process_type, sum(transactions), sum(points_left)) as line
         from exchange.queue_batch join exchange.queue using (queue_id) group by actor_id, role, document_type, process_type order by 1`,
      ),
    },
    supplier: {
      ...readings,
      points: await text(toSupplier, POINTS),
      countedDays: atSupplier.faults.filter((fault) => COUNTS_DAYS.test(fault)),
      waiting: await count(
        toHub,
        `select count(*) as n from exchange.queue_batch join exchange.queue using (queue_id)
        where actor_id = '${supplier.config.actorId ?? ''}' and taken < transactions`,
      ),
      deadLetters: await count(toSupplier, 'select count(*) as n from exchange.dead_letter'),
      hubSeries: await count(toSupplier, 'select count(*) as n from reconciliation.hub_series'),
      hubSeriesDays: await count(toSupplier, 'select count(*) as n from reconciliation.hub_series_day'),
      reconciliations: await count(toSupplier, 'select count(*) as n from reconciliation.result'),
      invoices: await text(
        toSupplier,
        `select concat_ws(' ', invoice_number, contract_id, from_day, to_day, energy_kwh, net_ore, vat_ore) as line from billing.invoice order by 1`,
      ),
      lines: await count(toSupplier, 'select count(*) as n from billing.invoice_line'),
      billed: await text(
        toSupplier,
        `select concat_ws(' ', metering_point_id, from_day, to_day, invoice_number) as line from billing.billed_period order by 1`,
      ),
      entries: await text(
        toSupplier,
        `select concat_ws(' ', document_type, document_number, posting_date, line_count, total_ore) as line from finance.journal_entry order by 1`,
      ),
      accounts: await text(
        toSupplier,
        `select concat_ws(' ', account_code, sum(debit_ore), sum(credit_ore), count(*)) as line from finance.journal_line group by account_code order by 1`,
      ),
    },
  }
  process.stdout.write(JSON.stringify({ state, faults }))
} finally {
  await supplier.close()
  await hub.close()
}
