import { writeSync } from 'node:fs'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { maskSecrets } from './mask-secrets.ts'

/** How much is logged; `silent` is nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** One of the log levels. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The log of a process: one JSON document a line. */
export type Log = Logger

/**
 * A log on stderr, so that stdout stays the program's answer. Lines are written before the call returns, so the last one
 * before a crash is there; secrets are masked in the text of the line, wherever in it they stand.
 * @param write takes each finished line; stderr when absent
 */
export function createLog(level: LogLevel, write: (line: string) => void = writeToStderr): Log {
  return pino({ level, base: { pid: process.pid } }, { write: (line: string) => write(maskSecrets(line)) })
}

function writeToStderr(line: string): void {
  let rest = Buffer.from(line)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(process.stderr.fd, rest))
    } catch (cause) {
      // A full pipe answers EAGAIN when stderr does not block; any other reader that is gone must not end our work.
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN')) return
    }
  }
}
