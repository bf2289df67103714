import { schemeOf } from './form.ts'
import type { AnyField, AnyForm, Form, FormValue, TextField } from './form.ts'

/** An object as CIM JSON: what is not stated is left out. */
export function jsonFields<T extends object>(form: Form<T>, value: T): object {
  return fieldsOf(form, value as unknown as FormValue)
}

function fieldsOf(form: AnyForm, value: FormValue): object {
  return Object.fromEntries(form.flatMap((field) => entriesOf(field, value)))
}

function entriesOf(field: AnyField, value: FormValue): (readonly [string, unknown])[] {
  if (field.kind === 'group') {
    const group = fieldsOf(field.fields, value)
    return Object.keys(group).length === 0 ? [] : [[field.cim, group]]
  }
  const stated = value[field.name]
  if (stated === undefined) return []
  if (field.kind === 'object') return [[field.cim, fieldsOf(field.fields, stated as FormValue)]]
  if (field.kind === 'list') {
    const items = (stated as readonly FormValue[]).map((item) => fieldsOf(field.fields, item))
    return items.length === 0 ? [] : [[field.cim, items]]
  }
  return [[field.cim, written(field, stated as string)]]
}

function written(field: TextField, text: string): unknown {
  switch (field.kind) {
    case 'coded':
      return { value: text }
    case 'identified':
      return { codingScheme: schemeOf(field.scheme, text), value: text }
    case 'measured':
      return { unit: field.unit, value: text }
    case 'flag':
      return text === '' ? null : text === 'true'
    default:
      return text
  }
}
