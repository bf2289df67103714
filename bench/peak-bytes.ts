import { readFileSync } from 'node:fs'

/** Highest resident memory of this process. */
export function peakBytes(): number {
  // Linux counts in maxRSS what the parent had at the fork; the high-water mark does not.
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
  const highWater = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return (highWater === undefined ? process.resourceUsage().maxRSS : Number(highWater)) * 1024
}
