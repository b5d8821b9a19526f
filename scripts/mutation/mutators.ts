// What may be done to a node: each mutator gives the spans that it would replace, and by what.
import ts from 'typescript'
import { removedGuard, removedSpread, removedStatement, removedStep } from './removals.ts'
import type { Mutator, Replacement } from './replacement.ts'

/** The whole node is replaced. */
const insteadOf = (node: ts.Node, source: ts.SourceFile, text: string): Replacement => ({
  start: node.getStart(source),
  end: node.end,
  text,
})

const equality: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' }
const boundaries: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const logics: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' }
const sums: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '+=': '-=',
  '-=': '+=',
}
const quantifiers: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' }

const swapped =
  (pairs: Readonly<Record<string, string>>, applies: (node: ts.BinaryExpression) => boolean): Mutator =>
  (node, source) => {
    if (!ts.isBinaryExpression(node) || !applies(node)) return undefined
    const other = pairs[node.operatorToken.getText(source)]
    return other === undefined ? undefined : insteadOf(node.operatorToken, source, other)
  }

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right)))

const isSpread = ({ parent }: ts.Node): boolean =>
  ts.isSpreadAssignment(parent) ||
  (ts.isParenthesizedExpression(parent) && ts.isSpreadAssignment(parent.parent))

const isEquality = (node: ts.Expression): boolean =>
  ts.isBinaryExpression(node) && node.operatorToken.getText() in equality

const condition: Mutator = (node, source) => {
  const asked = ts.isIfStatement(node)
    ? node.expression
    : ts.isConditionalExpression(node)
      ? node.condition
      : undefined
  // An equality is turned round by itself.
  if (asked === undefined || isEquality(asked)) return undefined
  return insteadOf(asked, source, `!(${asked.getText(source)})`)
}

const fallback: Mutator = node =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
    ? { start: node.left.end, end: node.end, text: '' }
    : undefined

const negation: Mutator = (node, source) => {
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.ExclamationToken) return undefined
  const { parent } = node
  const isCondition =
    ts.isIfStatement(parent) || (ts.isConditionalExpression(parent) && parent.condition === node)
  return isCondition ? undefined : insteadOf(node, source, node.operand.getText(source))
}

/** Sizes and indexes; a longer number is a code or a limit that one more would not tell from the right one. */
const numbersUpTo = 100

const literal: Mutator = (node, source) => {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return insteadOf(node, source, 'false')
  if (node.kind === ts.SyntaxKind.FalseKeyword) return insteadOf(node, source, 'true')
  if (!ts.isNumericLiteral(node) || (ts.isPropertyAssignment(node.parent) && node.parent.name === node))
    return undefined
  const value = Number(node.text)
  return value <= numbersUpTo ? insteadOf(node, source, String(value === 1 ? 0 : value + 1)) : undefined
}

const comparedText: Mutator = (node, source) => {
  if (!ts.isStringLiteralLike(node) || node.text === '') return undefined
  const { parent } = node
  const isCompared = ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && isEquality(parent))
  return isCompared ? insteadOf(node, source, "''") : undefined
}

const quantifier: Mutator = (node, source) => {
  if (!ts.isPropertyAccessExpression(node) || !ts.isCallExpression(node.parent)) return undefined
  const other = Object.hasOwn(quantifiers, node.name.text) ? quantifiers[node.name.text] : undefined
  return other === undefined ? undefined : insteadOf(node.name, source, other)
}

/** By name, in the order in which they are tried on a node. */
export const mutators: Readonly<Record<string, Mutator>> = {
  condition,
  equality: swapped(equality, () => true),
  boundary: swapped(boundaries, () => true),
  logic: swapped(logics, node => !isSpread(node)),
  arithmetic: swapped(sums, node => !isText(node)),
  fallback,
  negation,
  literal,
  'compared-text': comparedText,
  quantifier,
  guard: removedGuard,
  statement: removedStatement,
  spread: removedSpread,
  step: removedStep,
}
