import { FieldReader } from '../document/field-reader.ts'
import { readEntries } from '../document/read-entries.ts'
import { isList, isObject } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import type { AnyField, AnyForm, Form, FormValue, TextField } from './form.ts'

/**
 * Reads an object by its form. Lists and objects are there always, what is required is empty when it is missing. What is
 * wrong is reported to the reader, each with its path.
 */
export function readForm<T extends object>(read: FieldReader, form: Form<T>): T {
  // A form names fields of T alone, each with the kind of value that it has there, and says which are required.
  return valuesOf(read, form, false) as T
}

type Entry = readonly [name: string, value: FormValue[string]]
type FieldOf<Kind> = Extract<AnyField, { readonly kind: Kind }>

function valuesOf(read: FieldReader, form: AnyForm, takesAway: boolean): FormValue {
  return Object.fromEntries(form.flatMap((field) => entriesOf(read, field, takesAway)))
}

function entriesOf(read: FieldReader, field: AnyField, takesAway: boolean): Entry[] {
  switch (field.kind) {
    case 'group':
      return groupEntries(read, field, takesAway)
    case 'object':
      return [[field.name, objectOf(read, field)]]
    case 'list':
      return [[field.name, listOf(read, field)]]
    default: {
      const text = textOf(read, field)
      const isAbsent = text === undefined || (text === '' && !takesAway && field.required !== true)
      return isAbsent ? [] : [[field.name, text]]
    }
  }
}

function groupEntries(read: FieldReader, { cim, fields, holds }: FieldOf<'group'>, takesAway: boolean): Entry[] {
  if (!read.states(cim)) return []
  const found = Object.entries(valuesOf(read.within(fieldsOf(read, cim), cim), fields, takesAway))
  if (holds === undefined || !takesAway || found.some(([name]) => name === holds)) return found
  return [...found, [holds, '']]
}

function objectOf(read: FieldReader, { cim, fields, takesAway = false }: FieldOf<'object'>): FormValue {
  if (read.states(cim)) return valuesOf(read.within(fieldsOf(read, cim), cim), fields, takesAway)
  read.report('FIELD_MISSING', cim, 'is missing')
  return valuesOf(new FieldReader(NO_FIELDS, cim), fields, takesAway)
}

// XML cannot tell an empty object from an empty text, nor an object from a list of one.
function fieldsOf(read: FieldReader, cim: string): ReadonlyMap<string, JsonTree> {
  const tree = read.tree(cim)
  const only = isList(tree) && tree.length === 1 ? tree[0] : tree
  if (isObject(only)) return only
  if (only !== undefined && only !== '') {
    read.report('FIELD_INVALID', cim, isList(only) ? 'is not stated once' : 'is not an object')
  }
  return NO_FIELDS
}

const NO_FIELDS: ReadonlyMap<string, JsonTree> = new Map()

function listOf(read: FieldReader, { cim, fields, required }: FieldOf<'list'>): FormValue[] {
  const tree = read.tree(cim)
  const isEmpty = tree === undefined || tree === '' || (isList(tree) && tree.length === 0)
  if (isEmpty && required !== true) return []
  return readEntries(isEmpty ? [] : listed(tree), read.pathOf(cim), read.findings).map((entry) =>
    valuesOf(new FieldReader(entry.fields, entry.path, read.findings), fields, false),
  )
}

/** An object where a list is expected is a list of one: in XML they look the same. */
export function listed(tree: JsonTree): JsonTree {
  return isObject(tree) ? [tree] : tree
}

function textOf(read: FieldReader, field: TextField): string | undefined {
  const { cim } = field
  if (field.required === true) return read.required(cim)
  if (field.kind === 'flag') return flagOf(read, cim)
  if (field.kind === 'measured') checkUnit(read, cim, field.unit)
  return read.stated(cim)
}

// A value in another unit is another value.
function checkUnit(read: FieldReader, cim: string, unit: string): void {
  const tree = read.tree(cim)
  const stated = isObject(tree) ? tree.get('unit') : undefined
  if (stated === undefined || stated === '' || stated === unit) return
  read.report('FIELD_INVALID', cim, `has the unit ${typeof stated === 'string' ? quoted(stated) : '?'}, not ${unit}`)
}

const FLAGS: Readonly<Record<string, string>> = { true: 'true', false: 'false', 1: 'true', 0: 'false', '': '' }

function flagOf(read: FieldReader, cim: string): string | undefined {
  const text = read.statedFlag(cim)
  if (text === undefined) return undefined
  const flag = Object.hasOwn(FLAGS, text) ? FLAGS[text] : undefined
  if (flag === undefined) read.report('FIELD_INVALID', cim, `is ${quoted(text)}, neither true nor false`)
  return flag
}
