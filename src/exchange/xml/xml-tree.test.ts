import { describe, expect, test } from 'vitest'
import { isObject } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'
import { SchemaFault, XmlFault } from './xml-fault.ts'
import { xmlElement, xmlEscaped } from './xml-text.ts'
import { readXmlTree } from './xml-tree.ts'

/** Maps as plain objects. */
function plain(tree: JsonTree): unknown {
  if (isObject(tree)) return Object.fromEntries([...tree].map(([key, value]) => [key, plain(value)]))
  return Array.isArray(tree) ? tree.map(plain) : tree
}

const shown = (text: string): unknown => plain(readXmlTree(text))

function faultOf(text: string): XmlFault {
  try {
    readXmlTree(text)
  } catch (error) {
    if (error instanceof XmlFault) return error
  }
  throw new Error('there is no fault')
}

describe('XML as a tree', () => {
  test('elements are objects, texts, or texts with their attributes; prefixes are nobody’s business', () => {
    expect(
      shown('<?xml version="1.0"?><!-- c --><x:r xmlns:x="urn:x"><x:a>1</x:a><b y:t="z" s="A10">02</b><c/></x:r>'),
    ).toEqual({ r: { a: '1', b: { s: 'A10', value: '02' }, c: '' } })
  })

  test('elements of one name in one parent are a list', () => {
    expect(shown('<r><a>1</a><b/><a><c>2</c></a><a>3</a></r>')).toEqual({ r: { a: ['1', { c: '2' }, '3'], b: '' } })
  })

  test('text is as it stands there, in pieces or not', () => {
    expect(shown('<r><a> x&amp;&#65;<!-- c --><![CDATA[<y>]]>  </a></r>')).toEqual({ r: { a: ' x&A<y>  ' } })
    expect(shown('<r>\n  <a>\n  </a>\n</r>')).toEqual({ r: { a: '' } })
  })

  test('an attribute named like the text is not the text, and names of objects are names', () => {
    expect(shown('<r><a value="7">8</a></r>')).toEqual({ r: { a: { value: '8' } } })
    const tree = readXmlTree('<r><__proto__>1</__proto__><constructor __proto__="x">2</constructor></r>')
    const root = isObject(tree) ? tree.get('r') : undefined
    expect(isObject(root) ? [...root.keys()] : []).toEqual(['__proto__', 'constructor'])
  })

  test.each([
    ['', 'document must contain a root element'],
    ['<a>', 'unclosed tag: a'],
    ['<a></b>', 'unexpected close tag'],
    ['<a b="1" b="2"/>', 'duplicate attribute: b'],
    ['<a>&bomb;</a>', 'undefined entity'],
    ['<a>\u0000</a>', 'disallowed character'],
    ['<a/><b/>', 'documents may contain only one root'],
    ['{"a":1}', 'text data outside of root node'],
  ])('%j is not well-formed', (text, message) => {
    const fault = faultOf(text)
    expect(fault).not.toBeInstanceOf(SchemaFault)
    expect(fault.message).toBe(message)
  })

  test('a fault is told with line and column', () => {
    const { line, column } = faultOf('<a>\n  <b>&nothing;</b>\n</a>')
    expect([line, column]).toEqual([2, 15])
  })

  test.each([
    ['<!DOCTYPE a><a/>', 'a DOCTYPE is not allowed'],
    ['<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', 'a DOCTYPE is not allowed'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'a DOCTYPE is not allowed'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'the document says that it is not UTF-8'],
    ['<a>text<b/></a>', 'text stands between elements'],
    ['<a><b/>text</a>', 'text stands between elements'],
    [`<a ${Array.from({ length: 101 }, (_, n) => `b${n}="c"`).join(' ')}/>`, 'an element has more than 100 attributes'],
    [`${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'elements are nested deeper than 64 levels'],
  ])('%j is well-formed, and no document of the market', (text, message) => {
    const fault = faultOf(text)
    expect(fault).toBeInstanceOf(SchemaFault)
    expect(fault.message).toBe(message)
  })

  test('of elements without end a million is enough', () => {
    const { message } = faultOf(`<a>${'<b/>'.repeat(1_000_000)}</a>`)
    expect(message).toBe('there are more than 1000000 elements')
  })

  test('64 levels are read', () => {
    expect(() => readXmlTree(`${'<a>'.repeat(64)}${'</a>'.repeat(64)}`)).not.toThrow()
    expect(() => readXmlTree('<?xml version="1.0" encoding="utf-8" standalone="yes"?><a/>')).not.toThrow()
  })
})

describe('XML as text', () => {
  test('what has a meaning in XML is written as a reference, and read as it was', () => {
    const text = `<&>"'\t\r\n ]]> \u00e6\u{1f600}`
    expect(xmlElement('a', xmlEscaped(text), { b: text })).toBe(
      `<a b="&lt;&amp;&gt;&quot;'&#9;&#13;&#10; ]]&gt; \u00e6\u{1f600}">&lt;&amp;&gt;&quot;'&#9;&#13;&#10; ]]&gt; \u00e6\u{1f600}</a>`,
    )
    expect(shown(xmlElement('a', xmlEscaped(text), { b: text }))).toEqual({ a: { b: text, value: text } })
  })

  test('an element without content is empty; characters that XML does not have are replaced', () => {
    expect(xmlElement('a', '')).toBe('<a/>')
    expect(xmlEscaped('a\u0000b\ufffec\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd')
  })
})
