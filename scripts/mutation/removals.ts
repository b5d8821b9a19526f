// Mutators that take something away.
import ts from 'typescript'
import type { Mutator } from './replacement.ts'

const leaves = (node: ts.Statement): boolean => {
  if (ts.isBlock(node))
    return node.statements.length > 0 && leaves(node.statements[node.statements.length - 1] ?? node)
  return (
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node)
  )
}

/** An early way out. */
export const removedGuard: Mutator = (node, source) =>
  ts.isIfStatement(node) && node.elseStatement === undefined && leaves(node.thenStatement)
    ? { start: node.getStart(source), end: node.end, text: '{}' }
    : undefined

const hasEffect = (expression: ts.Expression): boolean => {
  const inner =
    ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) ? expression.expression : expression
  if (ts.isCallExpression(inner)) return inner.expression.kind !== ts.SyntaxKind.SuperKeyword
  return (
    ts.isBinaryExpression(inner) ||
    ts.isPostfixUnaryExpression(inner) ||
    ts.isPrefixUnaryExpression(inner) ||
    ts.isDeleteExpression(inner)
  )
}

/** A call or an assignment that stands by itself. */
export const removedStatement: Mutator = (node, source) =>
  ts.isExpressionStatement(node) && hasEffect(node.expression)
    ? { start: node.getStart(source), end: node.end, text: '{}' }
    : undefined

const isOptional = (expression: ts.Expression): boolean => {
  const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression
  return (
    ts.isConditionalExpression(inner) ||
    (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
  )
}

/** Fields that are there under a condition. */
export const removedSpread: Mutator = (node, source) =>
  ts.isSpreadAssignment(node) && isOptional(node.expression)
    ? { start: node.getStart(source), end: node.end, text: '...{}' }
    : undefined

const steps: ReadonlySet<string> = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed'])

/** A step between an array and what is done with it. */
export const removedStep: Mutator = node =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  steps.has(node.expression.name.text)
    ? { start: node.expression.expression.end, end: node.end, text: '' }
    : undefined
