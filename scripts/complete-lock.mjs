// npm drops an optional platform package from the lock file when the registry it asks does not (yet) have it,
// and `npm ci` then refuses the lock file everywhere. This adds the missing entries back (version, os, cpu).
import { readFileSync, writeFileSync } from 'node:fs'
const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const platforms = {
  os: {
    android: 'android',
    darwin: 'darwin',
    freebsd: 'freebsd',
    linux: 'linux',
    win32: 'win32',
    windows: 'win32',
    openharmony: 'openharmony',
  },
}
let added = 0
for (const [path, entry] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (path === '') continue
    const nested = `${path}/node_modules/${name}`,
      top = `node_modules/${name}`
    if (lock.packages[nested] || lock.packages[top]) continue
    if (!/^\d/.test(range)) {
      console.error(`cannot complete ${name}@${range}: not an exact version`)
      process.exitCode = 1
      continue
    }
    const words = name.split('/').pop().split('-')
    const os = words.map((w) => platforms.os[w]).find(Boolean),
      cpu = words.find((w) => /^(x64|arm64|arm|ia32|ppc64|s390x|riscv64|loong64)$/.test(w))
    if (!os || !cpu) {
      console.error(`cannot tell the platform of ${name}`)
      process.exitCode = 1
      continue
    }
    lock.packages[top] = {
      version: range,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
      ...(words.includes('musl') ? { libc: ['musl'] } : words.includes('gnu') ? { libc: ['glibc'] } : {}),
    }
    added++
  }
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
if (added) writeFileSync(file, JSON.stringify(lock, null, 2) + '\n')
console.error(`complete-lock: ${added} entries added`)
