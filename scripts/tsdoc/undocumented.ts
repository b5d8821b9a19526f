import ts from 'typescript'
import type { PublicDeclaration } from './public-declarations.ts'

const commentsOf = (node: ts.Node): readonly ts.JSDoc[] =>
  ts.getJSDocCommentsAndTags(node).filter(each => ts.isJSDoc(each))

const saysSomething = (node: ts.Node): boolean =>
  commentsOf(node).some(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? '').trim() !== '')

/** A tag is enough for a member whose name says the rest: `@defaultValue 2000`. */
const isTold = (member: ts.Node): boolean =>
  commentsOf(member).some(comment => comment.comment !== undefined || comment.tags !== undefined)

/** A shape of AWS's names the page that describes it; its members are described there. */
const isOfAws = (node: ts.Node): boolean =>
  commentsOf(node).some(({ parent, pos, end }) =>
    parent.getSourceFile().text.slice(pos, end).includes('https://docs.aws.amazon.com/'),
  )

type Members = readonly (ts.TypeElement | ts.ClassElement)[]

/** Variants of a union tell themselves apart by a literal, and the alias says what they are for. */
const membersOfType = (type: ts.TypeNode): Members => {
  if (ts.isTypeLiteralNode(type)) return [...type.members]
  return ts.isIntersectionTypeNode(type) ? type.types.flatMap(membersOfType) : []
}

const hiding = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword])

/** Symbols as names are for the compiler alone. */
const isHidden = (member: ts.TypeElement | ts.ClassElement): boolean =>
  member.name === undefined ||
  ts.isPrivateIdentifier(member.name) ||
  ts.isComputedPropertyName(member.name) ||
  (ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some(({ kind }) => hiding.has(kind)))

const membersOf = (node: ts.Node): Members => {
  if (isOfAws(node)) return []
  if (ts.isTypeAliasDeclaration(node)) return membersOfType(node.type)
  return ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)
    ? [...node.members].filter(member => !isHidden(member))
    : []
}

/** What has no TSDoc: the declaration, and each of its members; a member that stands twice needs it once. */
export const undocumented = ({ name, file, nodes }: PublicDeclaration): readonly string[] => {
  if (nodes.length === 0) return [`${file}: ${name} is not declared there`]
  const members = nodes
    .flatMap(membersOf)
    .flatMap(member =>
      member.name === undefined ? [] : [{ word: member.name.getText(), isTold: isTold(member) }],
    )
  const told = new Set(members.filter(each => each.isTold).map(({ word }) => word))
  const untold = new Set(members.map(({ word }) => word).filter(word => !told.has(word)))
  return [
    ...(nodes.some(saysSomething) ? [] : [`${file}: ${name}`]),
    ...[...untold].map(word => `${file}: ${name}.${word}`),
  ]
}
