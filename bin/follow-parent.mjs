// Loaded before the program: ends it when the launcher is gone, even by SIGKILL. Asked first, made to after a while.
const LOOK_MS = 250
const PATIENCE_MS = 10_000

const parent = Number(process.env.GRIDBOOK_PARENT ?? process.ppid)
delete process.env.GRIDBOOK_PARENT // processes that the program starts have another parent

const timer = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(timer)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}, LOOK_MS)
timer.unref()
