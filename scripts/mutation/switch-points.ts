// Where a mutant can be chosen at run time: the node around it that can stand in both forms side by side.
import ts from 'typescript'
import type { Mutant } from './mutant.ts'

const isStatement = (node: ts.Node): boolean => ts.isExpressionStatement(node) || ts.isIfStatement(node)

/** Names are expressions by their kind, wherever they stand. */
const isName = (node: ts.Node): boolean => {
  const { parent } = node as {
    readonly parent?: { readonly name?: ts.Node; readonly propertyName?: ts.Node }
  }
  return parent?.name === node || parent?.propertyName === node
}

const isValue = (node: ts.Node): boolean =>
  ts.isExpression(node) &&
  !ts.isSpreadElement(node) &&
  !ts.isOmittedExpression(node) &&
  !ts.isExpressionWithTypeArguments(node) &&
  !isName(node)

const isLogic = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind)

const isIn = (parent: ts.Node, child: ts.Node): boolean =>
  (ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isNonNullExpression(parent)) &&
  parent.expression === child

/** `a?.b` decides about all of `a?.b.c()`. */
const isChained = (parent: ts.Node, child: ts.Node): boolean =>
  ts.isOptionalChain(parent) && parent.expression === child

const isAssigned = (parent: ts.Node, child: ts.Node): boolean =>
  (ts.isBinaryExpression(parent) &&
    parent.left === child &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ts.isPostfixUnaryExpression(parent) ||
  ts.isDeleteExpression(parent) ||
  (ts.isPrefixUnaryExpression(parent) &&
    (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken))

/**
 * Whether the node is only half of what it does: a method without its call loses `this`, a place without its
 * assignment is none, and another operator in the middle of `a || b && c` binds otherwise.
 */
const isHalf = (node: ts.Node, { parent } = node): boolean =>
  isIn(parent, node) ||
  isChained(parent, node) ||
  isAssigned(parent, node) ||
  (isLogic(parent) && isLogic(node)) ||
  (ts.isTaggedTemplateExpression(parent) && parent.tag === node)

const removesStatement = ({ mutator }: Mutant): boolean => mutator === 'guard' || mutator === 'statement'

/** The node that is to be doubled for this mutant. */
export const switchPoint = (mutant: Mutant, source: ts.SourceFile): ts.Node => {
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) > mutant.start || node.end < mutant.end) return
    if (removesStatement(mutant) ? isStatement(node) : isValue(node)) found = node
    ts.forEachChild(node, visit)
  }
  visit(source)
  if (found === undefined)
    throw new Error(`${mutant.file}:${mutant.lineNumber}: ${mutant.change} has no place`)
  if (!removesStatement(mutant)) while (isHalf(found) && isValue(found.parent)) found = found.parent
  return found
}
