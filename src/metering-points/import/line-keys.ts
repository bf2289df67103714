import { splitCsvLine } from '../../platform/index.ts'
import type { CsvForm } from '../../platform/index.ts'

/** The fields by which a line is ordered: its point and the parent that it names; empty where there is none. */
export type LineKey = readonly [point: string, parent: string]

/** A line in a block of bytes that are read as characters. */
export type BlockLine = { readonly text: string; readonly start: number; readonly end: number }

const NONE: LineKey = ['', '']
const PLAIN = /^[\u0020-\u007E\r]*$/

/**
 * Makes what finds the two fields of a line without splitting it; a line with quotes or with other than ASCII beside its
 * fields is split. What cannot be split has no key.
 */
export function keyReader({ names, delimiter }: CsvForm): (line: BlockLine) => LineKey {
  const [pointAt, parentAt] = [names.indexOf('metering_point_id'), names.indexOf('parent_id')]
  let block = ''
  let nextQuote = -1
  const hasQuote = ({ text, start, end }: BlockLine): boolean => {
    if (text !== block || (nextQuote !== -1 && nextQuote < start)) {
      block = text
      nextQuote = text.indexOf('"', start)
    }
    return nextQuote !== -1 && nextQuote < end
  }
  return (line) => {
    if (hasQuote(line)) return split(line, delimiter, [pointAt, parentAt])
    const [point, parent] = found(line, delimiter, [pointAt, parentAt])
    return PLAIN.test(point) && PLAIN.test(parent)
      ? [point.trim(), parent.trim()]
      : split(line, delimiter, [pointAt, parentAt])
  }
}

type Places = readonly [pointAt: number, parentAt: number]

function found({ text, start, end }: BlockLine, delimiter: string, [pointAt, parentAt]: Places): LineKey {
  let [point, parent] = NONE
  let from = start
  for (let n = 0; n <= Math.max(pointAt, parentAt) && from <= end; n += 1) {
    const next = text.indexOf(delimiter, from)
    const to = next === -1 || next > end ? end : next
    if (n === pointAt) point = text.slice(from, to)
    else if (n === parentAt) parent = text.slice(from, to)
    from = to + 1
  }
  return [point, parent]
}

function split({ text, start, end }: BlockLine, delimiter: string, [pointAt, parentAt]: Places): LineKey {
  const line = Buffer.from(text.slice(start, end), 'latin1').toString('utf8')
  const fields = splitCsvLine(line.endsWith('\r') ? line.slice(0, -1) : line, delimiter)
  return fields === undefined ? NONE : [fields[pointAt] ?? '', fields[parentAt] ?? '']
}
