/** Something to measure; it resolves to the seconds that count. */
export type Measured = () => Promise<number>

/** Seconds of each measured thing, by name, round by round. */
export type Samples<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Measures things side by side: every round has each of them once, so a busy minute of the machine meets all alike. One
 * round before the first is not counted: it warms caches and compiled code.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  measured: Readonly<Record<Name, Measured>>,
  onRound: (text: string) => void,
): Promise<Samples<Name>> {
  const names = Object.keys(measured) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round += 1) {
    const taken: string[] = []
    for (const name of names) {
      const before = process.cpuUsage()
      const seconds = await measured[name]()
      const { user, system } = process.cpuUsage(before)
      taken.push(`${name} ${seconds.toFixed(2)} s (${((user + system) / 1e6).toFixed(1)} s of processor)`)
      if (round > 0) samples[name].push(seconds)
    }
    onRound(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${taken.join(', ')}`)
  }
  return samples
}

/** How long some work takes, in seconds. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return (performance.now() - startedMs) / 1000
}
