import { readdirSync, readFileSync } from 'node:fs'

/** Processes whose parent is the given one, each as `pid command`; empty where the machine has no /proc. */
export function childProcesses(parentPid: number): readonly string[] {
  return processIds().flatMap((pid) => {
    const stat = textOf(`/proc/${pid}/stat`)
    // The name is in brackets and may hold anything; the state and the parent follow the last bracket.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(parent) !== parentPid || state === 'Z') return []
    return [`${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`]
  })
}

function processIds(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}
