import { describe, expect, test } from 'vitest'
import { errorLine, readErrorBody } from './error-body.ts'

function read(text: string): ReturnType<typeof readErrorBody> {
  return readErrorBody(new TextEncoder().encode(text))
}

const one = { code: '00101', message: 'id used before', target: 'mRID' }
const other = { code: '00403', message: 'sector', target: null }

describe('a JSON body (datahub 1.5)', () => {
  test('one error', () => {
    expect(read('{"Error":{"Code":"00101","Message":"id used before","Target":"mRID","Details":null}}').errors).toEqual(
      [one],
    )
  })

  test('several errors: the head over them is none', () => {
    const body = {
      Error: {
        Code: 'BadRequest',
        Message: 'Multiple errors in details',
        Target: '',
        Details: {
          Errors: [
            { Code: '00101', Message: 'id used before', Target: 'mRID' },
            { Code: '00403', Message: 'sector', Target: null },
          ],
        },
      },
    }
    expect(read(JSON.stringify(body)).errors).toEqual([one, other])
  })

  test('small letters, wrapped single errors, a byte order mark', () => {
    const body = {
      error: {
        code: 'BadRequest',
        details: { errors: [{ error: { code: '00101', message: 'id used before', target: 'mRID' } }] },
      },
    }
    expect(read(`\ufeff${JSON.stringify(body)}`).errors).toEqual([one])
    expect(read('{"code":"00403","message":"sector"}').errors).toEqual([other])
    expect(read('{"details":[{"CODE":"00403","MESSAGE":"sector"}]}').errors).toEqual([other])
  })

  test.each(['', '{', '[]', 'null', '"text"', '{"Error":null}', '{"Error":{"Message":"no code"}}', '{"Error":[1,2]}'])(
    '%j has no errors that could be read',
    (text) => {
      expect(read(text)).toEqual({ errors: [], text })
    },
  )

  test('nested without end it is not followed', () => {
    const deep = `${'{"details":['.repeat(200)}{"code":"1"}${']}'.repeat(200)}`
    expect(read(deep).errors).toEqual([])
  })
})

describe('an XML body', () => {
  test('one error', () => {
    const xml = '<Error><Code>00101</Code><Message>id used before</Message><Target>mRID</Target><Details/></Error>'
    expect(read(xml).errors).toEqual([one])
  })

  test('several errors, with a declaration, a prefix, entities and a CDATA section', () => {
    const xml = `<?xml version="1.0"?>
      <e:Error xmlns:e="x"><e:Code>BadRequest</e:Code><e:Message>Multiple</e:Message><e:Target/><e:Details>
        <e:Error><e:Code>00101</e:Code><e:Message>id used &amp; &lt;known&gt;</e:Message><e:Target>mRID</e:Target></e:Error>
        <e:Error><e:Code>00403</e:Code><e:Message><![CDATA[a <b> c]]></e:Message><e:Target></e:Target></e:Error>
      </e:Details></e:Error>`
    expect(read(xml).errors).toEqual([
      { ...one, message: 'id used & <known>' },
      { ...other, message: 'a <b> c' },
    ])
  })

  test.each(['<', '<html><body>502</body></html>', '<Error><Code></Code></Error>', '</Error></Error>', '<Error>'])(
    '%s has no errors that could be read',
    (xml) => {
      expect(read(xml).errors).toEqual([])
    },
  )
})

test('plain text is kept, cut', () => {
  expect(read('  the feature is off ').text).toBe('the feature is off')
  expect(read('x'.repeat(5_000)).text).toHaveLength(2_000)
})

test('a refusal in one line', () => {
  expect(errorLine({ errors: [one, other], text: '...' })).toBe('00101 (mRID) id used before; 00403 sector')
  expect(errorLine({ errors: [], text: 'plain' })).toBe('plain')
  expect(errorLine({ errors: [], text: '' })).toBe('no reason given')
})
