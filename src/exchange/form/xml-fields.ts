import { xmlElement, xmlEscaped } from '../xml/xml-text.ts'
import type { Attributes } from '../xml/xml-text.ts'
import { schemeOf } from './form.ts'
import type { AnyField, AnyForm, Form, FormValue, TextField } from './form.ts'

/** Before the names of all elements; the samples of the market have it. */
export const PREFIX = 'cim:'

/** The elements of an object: what is not stated is left out. */
export function xmlFields<T extends object>(form: Form<T>, value: T): string {
  return fieldsOf(form, value as unknown as FormValue)
}

function fieldsOf(form: AnyForm, value: FormValue): string {
  return form.map((field) => textOf(field, value)).join('')
}

function textOf(field: AnyField, value: FormValue): string {
  const name = PREFIX + field.cim
  if (field.kind === 'group') {
    const group = fieldsOf(field.fields, value)
    return group === '' ? '' : xmlElement(name, group)
  }
  const stated = value[field.name]
  if (stated === undefined) return ''
  if (field.kind === 'object') return xmlElement(name, fieldsOf(field.fields, stated as FormValue))
  if (field.kind === 'list') {
    return (stated as readonly FormValue[]).map((item) => xmlElement(name, fieldsOf(field.fields, item))).join('')
  }
  return xmlElement(name, xmlEscaped(stated as string), attributesOf(field, stated as string))
}

function attributesOf(field: TextField, text: string): Attributes {
  if (field.kind === 'identified') return { codingScheme: schemeOf(field.scheme, text) }
  return field.kind === 'measured' ? { unit: field.unit } : {}
}
