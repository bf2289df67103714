import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { isList, isObject } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'

/** An entry of a list of objects. */
export interface Entry {
  readonly fields: ReadonlyMap<string, JsonTree>
  readonly path: string
  /** place in the list, counted from 0 */
  readonly index: number
}

const MOST_LISTED = 100

/** The objects of a list that must hold one at least, in their order; what is none is a finding. @param path of the list */
export function readEntries(tree: JsonTree, path: string, findings: Finding[]): Entry[] {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const where = { path, field: name }
  if (tree === undefined) findings.push(finding('FIELD_MISSING', `${name} is missing`, where))
  else if (!isList(tree)) findings.push(finding('FIELD_INVALID', `${name} is not a list`, where))
  else if (tree.length === 0) findings.push(finding('FIELD_MISSING', `${name} holds nothing`, where))
  if (!isList(tree)) return []
  const entries: Entry[] = []
  let misfits = 0
  for (const [index, fields] of tree.entries()) {
    const at = `${path}[${index}]`
    if (isObject(fields)) entries.push({ fields, path: at, index })
    else if ((misfits += 1) <= MOST_LISTED) findings.push(finding('FIELD_INVALID', 'is not an object', { path: at }))
  }
  if (misfits > MOST_LISTED) {
    findings.push(finding('FIELD_INVALID', `${misfits - MOST_LISTED} further entries are not objects`, where))
  }
  return entries
}
