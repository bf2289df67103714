import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/platform/index.ts'
import { demoPlaces, generateMarket, startIssuer, type ExampleMarket, type Issuer } from '../../src/sandbox/index.ts'
import { AUDIENCES, demoClients } from '../../src/sandbox/demo/demo-clients.ts'
import { settleHub, settleSupplier } from '../../src/sandbox/demo/demo-house.ts'
import { hubToday, MONTH_STEPS, writeFiles } from '../../src/sandbox/demo/month-steps.ts'
import { monthSummary } from '../../src/sandbox/demo/month-summary.ts'
import type { OpenHouse } from '../../src/sandbox/demo/open-house.ts'
import type { CommandEnd, Program } from '../../src/sandbox/demo/program.ts'
import { untilFree } from '../../src/sandbox/demo/until-free.ts'
import { GRIDBOOK, startProgram, type ChildProgram, type Ended } from './child-program.ts'

/** The two processes that stay. */
export type Role = 'hub' | 'supplier'
const ROLES = ['hub', 'supplier'] as const

/** For what takes a moment on a machine that has nothing else to do. */
const PATIENCE_MS = 60_000

/** What a process of the household is: the server of a role, or a command, named by its words. */
export type Who = `serve ${Role}` | `command ${string}`

/** What a household is told before it starts a process, and asked when one has ended. */
export interface Fate {
  /** Settings for a process that is about to start. */
  readonly settingsFor: (who: Who) => Readonly<Record<string, string>>
  /** A process was killed. */
  readonly onKilled?: (who: Who) => void
  /** Whether a command that was killed was meant to be: it is then started again, and as often as it is. */
  readonly repeats?: (who: Who) => boolean
}

/** The month of a market below a directory: documents and files are written, nothing is started. */
export async function prepareMonth(directory: string, market: ExampleMarket): Promise<void> {
  await writeFiles(market, demoPlaces(directory), () => {})
}

/** The example market of these tests. */
export function exampleMarket(month: string, meteringPoints: number): ExampleMarket {
  return generateMarket({ month, meteringPoints })
}

/**
 * Hub and supplier as a machine runs them that starts whatever has ended again, and the month's commands, each done again
 * until it has ended well. The addresses stay the same, so that one can fall without the other.
 */
export class Household {
  readonly #directory: string
  readonly #market: ExampleMarket
  readonly #fate: Fate
  readonly #serving = new Map<Role, ChildProgram>()
  readonly #up = new Map<Role, Promise<void>>()
  readonly #commands = new Map<ChildProgram, Role>()
  #issuer: Issuer | undefined
  #house: OpenHouse | undefined
  #isClosing = false
  #killed = 0
  #failure: unknown

  constructor(directory: string, market: ExampleMarket, fate: Fate) {
    this.#directory = directory
    this.#market = market
    this.#fate = fate
  }

  /** The processes that run now, by what they are. */
  running(): { readonly who: 'hub' | 'supplier' | 'command'; readonly program: ChildProgram }[] {
    return [
      ...[...this.#serving].map(([who, program]) => ({ who, program })),
      ...[...this.#commands.keys()].map((program) => ({ who: 'command' as const, program })),
    ]
  }

  /** Whether both servers answer. */
  async up(): Promise<void> {
    await Promise.all(ROLES.map((role) => this.#isUp(role)))
  }

  /** Opens the house and does the month, whatever falls meanwhile. @returns what came out, as the demo would say it */
  async play(): Promise<unknown> {
    await this.#open()
    for (const step of MONTH_STEPS) await this.#do(async () => await step.work(this.#ports()))
    return await this.summary()
  }

  /** What came of the month. */
  async summary(): Promise<unknown> {
    const { market, places, program } = this.#ports()
    let summary: unknown
    await this.#do(async () => {
      summary = await monthSummary({ market, places, program, dropped: undefined, steps: [] })
    })
    return summary
  }

  /** Ends everything in order. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const program of [...this.#commands.keys(), ...this.#serving.values()]) program.kill('SIGTERM')
    await Promise.all([...this.#commands.keys(), ...this.#serving.values()].map((program) => program.ended))
    await Promise.allSettled(this.#up.values())
    await this.#issuer?.stop()
  }

  async #open(): Promise<void> {
    const places = demoPlaces(this.#directory)
    const clients = await demoClients(places.clientsFile)
    const issuer = await startIssuer({ clients, audience: AUDIENCES.hub, keyFile: places.keyFile })
    this.#issuer = issuer
    const urls = { issuer: issuer.url, token: issuer.tokenUrl }
    const [hub, supplier] = [await freePort(), await freePort()]
    await settleHub(places, urls, hubToday(this.#market))
    await settleSupplier(places, urls, `http://127.0.0.1:${hub}`, clients)
    setPort(places.hub, hub)
    setPort(places.supplier, supplier)
    for (const role of ROLES) this.#keepUp(role)
    const served = (port: number): OpenHouse['hub'] => ({
      pid: 0,
      url: `http://127.0.0.1:${port}`,
      ended: new Promise(() => {}),
      stop: async () => {},
    })
    this.#house = {
      clients,
      tokenUrl: issuer.tokenUrl,
      hub: served(hub),
      supplier: served(supplier),
      proxy: undefined,
      close: async () => {},
    }
  }

  /** Does something again until it ends without anybody having been killed meanwhile, or well in spite of it. */
  async #do(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      await this.up()
      const before = this.#killed
      try {
        await work()
        return
      } catch (error) {
        await this.#whoFell(before)
        if (this.#failure !== undefined) throw this.#failure
        if (this.#killed === before || this.#isClosing) throw error
      }
    }
  }

  /** A connection is cut before the end of who cut it is known: on a machine that is busy, long before. */
  async #whoFell(before: number): Promise<void> {
    const deadlineMs = performance.now() + PATIENCE_MS
    while (performance.now() < deadlineMs && this.#killed === before && this.#failure === undefined) await sleep(25)
  }

  async #isUp(role: Role): Promise<void> {
    let current: Promise<void> | undefined
    do {
      current = this.#up.get(role)
      await current
    } while (current !== this.#up.get(role))
  }

  #keepUp(role: Role): void {
    const starting = this.#start(role)
    starting.catch((error: unknown) => (this.#failure ??= error))
    this.#up.set(role, starting)
  }

  async #start(role: Role): Promise<void> {
    const directory = demoPlaces(this.#directory)[role]
    for (;;) {
      // Who starts while a command has the database would work as its guest, and lose it when the command ends.
      await Promise.all([...this.#commands].filter(([, of]) => of === role).map(([{ ended }]) => ended))
      await untilFree(directory, PATIENCE_MS)
      if (this.#isClosing) return
      const settings = this.#fate.settingsFor(`serve ${role}`)
      const program = startProgram(GRIDBOOK, ['--data', directory, role, 'serve', '--json'], settings)
      this.#serving.set(role, program)
      const end = await Promise.race([program.ended, program.saidOut('"ready":true')])
      if (end === undefined) {
        void program.ended.then((ended) => this.#fell(role, ended))
        return
      }
      this.#serving.delete(role)
      if (this.#isClosing) return
      if (end.signal !== 'SIGKILL') throw new Error(`${role} serve ended with ${end.code}: ${end.stderr.slice(-2000)}`)
      this.#noteKilled(`serve ${role}`)
    }
  }

  #fell(role: Role, { code, signal, stderr }: Ended): void {
    this.#serving.delete(role)
    if (this.#isClosing) return
    if (signal !== 'SIGKILL')
      this.#failure ??= new Error(`${role} serve ended with ${code ?? signal}: ${stderr.slice(-2000)}`)
    this.#noteKilled(`serve ${role}`)
    this.#keepUp(role)
  }

  #noteKilled(who: Who): void {
    this.#killed += 1
    this.#fate.onKilled?.(who)
  }

  #ports(): Parameters<(typeof MONTH_STEPS)[number]['work']>[0] {
    if (this.#house === undefined) throw new Error('the house is not open')
    const places = demoPlaces(this.#directory)
    const program: Program = {
      run: async (args) => await this.#run(args),
      serve: async () => await Promise.reject(new Error('the servers are kept up')),
      stop: async () => {},
    }
    return { market: this.#market, places, program, house: this.#house, clock: systemClock, onProgress: () => {} }
  }

  async #run(args: readonly string[]): Promise<CommandEnd> {
    const [, directory = '', ...words] = args
    const role = directory === demoPlaces(this.#directory).hub ? 'hub' : 'supplier'
    // The hub imports twice, and passes the points of charges the second time only.
    const isOfCharges = words.includes(demoPlaces(this.#directory).hubChargeFiles)
    const named = words.filter((word) => /^[a-z]/.test(word)).slice(0, 2)
    const who: Who = `command ${role} ${[...named, ...(isOfCharges ? ['charges'] : [])].join(' ')}`
    for (;;) {
      await this.#isUp(role)
      const command = startProgram(GRIDBOOK, args, this.#fate.settingsFor(who))
      this.#commands.set(command, role)
      const { code, signal, stdout, stderr } = await command.ended
      this.#commands.delete(command)
      if (code === 0 || code === 1) return { exitCode: code, stdout, stderr }
      if (signal === 'SIGKILL') this.#noteKilled(who)
      if (signal === 'SIGKILL' && !this.#isClosing && this.#fate.repeats?.(who) === true) continue
      throw new Error(`${who} ended with ${code ?? signal}: ${stderr.slice(-2000)}`)
    }
  }
}

function setPort(directory: string, apiPort: number): void {
  const file = join(directory, 'gridbook.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), apiPort }))
}

// Below those from which systems give out ports to connections: a server that was killed finds its own free again.
const PORTS = { min: 20_000, max: 32_000 } as const

/** A port that nobody listens on, and that nobody else is given while no process listens there. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.min, PORTS.max)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}
