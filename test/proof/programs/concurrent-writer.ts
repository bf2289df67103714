// Imports files one or two at a time, in an order of its own, and compacts now and then. Prints the outcome of each file.
// usage: concurrent-writer.ts SEED MONTH FILE ...
import { loadConfig } from '../../../src/platform/index.ts'
import { openHub } from '../../../src/cli/open-hub.ts'
import { SLOT_CLASSES } from '../../../src/kernel/index.ts'
import { compactMonth, importFiles } from '../../../src/measurements/index.ts'
import { seededRandom } from '../../oracle/random.ts'
import { shuffled } from '../../random-deliveries.ts'

const [seed = '', month = '', ...files] = process.argv.slice(2)
const COMPACTION_PERCENT = 30

const loaded = loadConfig({ env: process.env, cwd: process.cwd(), configFile: undefined, flags: {} })
if (!loaded.ok) throw new Error(loaded.error.map((fault) => fault.message).join('; '))
const hub = await openHub(loaded.value.config)
try {
  const random = seededRandom(Number(seed))
  const left = shuffled(random, files)
  const outcomes: { readonly source: string; readonly outcome: string; readonly why: string }[] = []
  while (left.length > 0) {
    for (const receipt of await importFiles(left.splice(0, random.int(1, 3)), hub.intake)) {
      const why =
        'error' in receipt
          ? receipt.error.message
          : receipt.refusals.flatMap(({ findings }) => findings.map(({ code }) => code)).join(' ')
      outcomes.push({ source: receipt.source, outcome: receipt.outcome, why })
    }
    if (random.chance(COMPACTION_PERCENT))
      for (const slotClass of SLOT_CLASSES) await compactMonth(hub.intake, slotClass, month)
  }
  process.stdout.write(JSON.stringify(outcomes))
} finally {
  await hub.close()
}
