import ts from 'typescript'

/** A fault as its room declares it, read off the source. */
export interface DeclaredFault {
  readonly code: string
  /** Name of the exported faults that it is one of. */
  readonly faults: string
  readonly file: string
  /** What the TSDoc of the exported faults says. */
  readonly about: string
  readonly disposition: string
  readonly scope: string | undefined
  /** The message with the names of its values in their places. */
  readonly message: string
  readonly remedy: string
}

const nameOf = (node: ts.PropertyName): string =>
  ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : node.getText()

const propertyOf = (entry: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  entry.properties.filter(ts.isPropertyAssignment).find(each => nameOf(each.name) === name)?.initializer

const textOf = (node: ts.Expression | undefined): string =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : ''

/** What stands for a value in a message: the detail that it is made of. */
const placeOf = (node: ts.Expression): string => {
  if (ts.isConditionalExpression(node)) {
    const either = [node.whenTrue, node.whenFalse].map(messageOf)
    return either.filter(words => words !== '').join(' | ')
  }
  const [, name = '…'] = /\b(?:d|detail)\.(\w+)/.exec(node.getText()) ?? []
  return `<${name}>`
}

/** The words of a message, or of a part of one. */
const messageOf = (node: ts.Node): string => {
  if (ts.isArrowFunction(node)) return messageOf(node.body)
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return placeOf(node as ts.Expression)
  const spans = node.templateSpans.map(({ expression, literal }) => placeOf(expression) + literal.text)
  return node.head.text + spans.join('')
}

const aboutOf = (statement: ts.VariableStatement): string =>
  ts
    .getJSDocCommentsAndTags(statement)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')

const isDefinition = (node: ts.Expression | undefined): node is ts.CallExpression =>
  node !== undefined && ts.isCallExpression(node) && node.expression.getText() === 'defineFaults'

const entriesOf = (call: ts.CallExpression): readonly ts.PropertyAssignment[] => {
  const [faults] = call.arguments
  return faults !== undefined && ts.isObjectLiteralExpression(faults)
    ? faults.properties.filter(ts.isPropertyAssignment)
    : []
}

/** Every fault that a file exports. */
export const declaredFaults = (file: string, text: string): readonly DeclaredFault[] =>
  ts
    .createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    .statements.filter(ts.isVariableStatement)
    .flatMap(statement =>
      statement.declarationList.declarations.flatMap(({ name, initializer }) =>
        (isDefinition(initializer) ? entriesOf(initializer) : []).flatMap(
          ({ name: code, initializer: entry }) =>
            ts.isObjectLiteralExpression(entry)
              ? {
                  code: nameOf(code),
                  faults: name.getText(),
                  file,
                  about: aboutOf(statement),
                  disposition: textOf(propertyOf(entry, 'disposition')),
                  scope: textOf(propertyOf(entry, 'scope')) || undefined,
                  message: messageOf(propertyOf(entry, 'message') ?? entry),
                  remedy: textOf(propertyOf(entry, 'remedy')),
                }
              : [],
        ),
      ),
    )
