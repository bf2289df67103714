import { logUpdateStderr } from 'log-update'

/** How far a step is. */
export interface Progress {
  readonly step: string
  readonly done: number
  readonly of: number
  readonly unit: string
}

/** Shows progress on stderr: one line that is redrawn on a terminal, one line a step elsewhere. */
export interface ProgressView {
  readonly show: (progress: Progress) => void
  readonly finish: (step: { readonly name: string; readonly rows: number; readonly seconds: string }) => void
}

const REDRAW_MS = 100

/** A view of progress for this process. */
export function progressView(
  isTerminal: boolean,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): ProgressView {
  let drawnMs = 0
  let startedMs = performance.now()
  let step = ''
  let since = 0
  return {
    show: (progress) => {
      const nowMs = performance.now()
      // What was done before, by a command that was stopped, says nothing of the speed of this one.
      if (progress.step !== step) [step, startedMs, since] = [progress.step, nowMs, progress.done]
      if (!isTerminal || nowMs - drawnMs < REDRAW_MS) return
      drawnMs = nowMs
      logUpdateStderr(lineOf(progress, { seconds: (nowMs - startedMs) / 1000, since }))
    },
    finish: ({ name, rows, seconds }) => {
      if (isTerminal) logUpdateStderr.clear()
      const perSecond = Number(seconds) > 0 ? Math.trunc(rows / Number(seconds)) : 0
      const rate = perSecond > 0 ? `  ${count(perSecond)}/s` : ''
      write(`  ${name.padEnd(12)} ${count(rows).padStart(14)} rows ${seconds.padStart(9)} s${rate}\n`)
    },
  }
}

function lineOf({ step, done, of, unit }: Progress, { seconds, since }: { seconds: number; since: number }): string {
  const perSecond = seconds > 0 ? (done - since) / seconds : 0
  const rate = seconds > 0 ? `${count(Math.trunc(perSecond))} ${unit}/s` : ''
  const left = perSecond > 0 && of > done ? `  ${count(Math.ceil((of - done) / perSecond))} s left` : ''
  return `  ${step.padEnd(12)} ${count(done)} of ${count(of)} ${unit}  ${rate}  ${Math.trunc(seconds)} s${left}`
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
