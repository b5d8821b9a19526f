import ts from 'typescript'

const isComparison = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(
    node.operatorToken.kind,
  )

/** Lists of codes say what is looked for; the rows of a table say what an answer becomes. */
const isListed = ({ parent }: ts.Node): boolean =>
  ts.isArrayLiteralExpression(parent) && !ts.isArrayLiteralExpression(parent.parent)

const asks = (node: ts.Node): boolean =>
  ts.isCallExpression(node) && ['isFault', 'startsWith', 'includes'].includes(calledName(node))

const calledName = ({ expression }: ts.CallExpression): string =>
  ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()

/** A text that is only compared with, or a type, raises nothing. */
const isRaised = (node: ts.StringLiteral): boolean => {
  const { parent } = node
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isImportDeclaration(parent)) return false
  return !isComparison(parent) && !isListed(node) && !asks(parent)
}

/** The codes that a file raises: those it gives to `raise`, and those that it picks for it. */
export const raisedCodes = (file: string, text: string, codes: ReadonlySet<string>): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && codes.has(node.text) && isRaised(node)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}
