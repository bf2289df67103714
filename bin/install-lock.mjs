// One installation at a time, also when whoever had the lock was killed.
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pause = async (ms) => await new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Runs `work` while no other process does, unless `isDone` already. The lock names its process, and the one that does
 * the work for it; it counts as long as one of them lives. `work` gets a function that notes the second.
 */
export async function underInstallLock(root, isDone, work) {
  const lock = join(root, '.install-lock')
  await acquire(lock)
  try {
    if (!isDone()) await work((pid) => writeFileSync(lock, `${process.pid} ${pid}`))
  } finally {
    rmSync(lock, { force: true })
  }
}

async function acquire(lock) {
  const own = `${lock}-${process.pid}`
  let told = false
  writeFileSync(own, `${process.pid}`)
  try {
    for (;;) {
      if (linked(own, lock)) {
        // Two may have removed the same stale lock, the slower one the lock of the faster: whoever is named in the end has it.
        await pause(100)
        if (holders(lock)[0] === process.pid) return
      }
      const living = holders(lock).find(isAlive)
      if (living === undefined) rmSync(lock, { force: true })
      else if (!told) console.error(`gridbook: waiting for the installation by process ${living}`)
      told ||= living !== undefined
      await pause(living === undefined ? 0 : 200)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

// A link appears with its content, so a lock is never seen without the process that has it.
function linked(own, lock) {
  try {
    linkSync(own, lock)
    return true
  } catch (cause) {
    if (cause.code === 'EEXIST') return false
    throw cause
  }
}

function holders(lock) {
  try {
    return readFileSync(lock, 'utf8').split(' ').map(Number)
  } catch {
    return []
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause.code === 'EPERM'
  }
}
