import { parseSync, Visitor } from 'oxc-parser'
import type { Remark, Source } from './source.ts'
import { isProduct, isTest, lineAt, lineCount } from './source.ts'

const FILE_WARNING = 300
const FILE_LIMIT = 500
const FUNCTION_LIMIT = 70

/** A source file is read in one go, a function fits a screen. Tests are tables and stories: only their files are limited. */
export function lengthRemarks(source: Source): readonly Remark[] {
  if (!source.path.endsWith('.ts')) return []
  return [...fileRemarks(source), ...(isTest(source) ? [] : functionRemarks(source))]
}

function fileRemarks(source: Source): readonly Remark[] {
  const lines = lineCount(source.text)
  const { path } = source
  if (lines > FILE_LIMIT)
    return [{ severity: 'error', path, line: lines, message: `file of ${lines} lines, the limit is ${FILE_LIMIT}` }]
  if (lines > FILE_WARNING && isProduct(source)) {
    return [
      {
        severity: 'warning',
        path,
        line: lines,
        message: `file of ${lines} lines, more than ${FILE_WARNING}: does it hold one idea?`,
      },
    ]
  }
  return []
}

function functionRemarks({ path, text }: Source): readonly Remark[] {
  const remarks: Remark[] = []
  const measure = (node: { start: number; end: number }): void => {
    const line = lineAt(text, node.start)
    const lines = lineAt(text, node.end) - line + 1
    if (lines > FUNCTION_LIMIT)
      remarks.push({
        severity: 'error',
        path,
        line,
        message: `function of ${lines} lines, the limit is ${FUNCTION_LIMIT}`,
      })
  }
  new Visitor({ FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure }).visit(
    parseSync(path, text).program,
  )
  return remarks
}
