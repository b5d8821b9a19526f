import type { UpdateAction } from './changes.ts'
import { operandText } from './condition-text.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { pathText } from './path.ts'

const clauses = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

type Clause = (typeof clauses)[number]

const setText = (
  change: Exclude<UpdateAction, { do: 'remove' | 'add' | 'delete' }>,
  scope: ExpressionScope,
): string => {
  const name = pathText(change.path)
  const path = scope.path(change.path)
  switch (change.do) {
    case 'set':
      return `${path} = ${operandText(change.to, scope, name)}`
    case 'setIfAbsent':
      return `${path} = if_not_exists(${path}, ${operandText(change.to, scope, name)})`
    case 'increment':
    case 'decrement': {
      const start =
        change.from === undefined ? path : `if_not_exists(${path}, ${scope.value(change.from, name)})`
      return `${path} = ${start} ${change.do === 'increment' ? '+' : '-'} ${scope.value(change.by, name)}`
    }
    case 'append':
    case 'prepend': {
      const list = `if_not_exists(${path}, ${scope.value([], name)})`
      const entries = scope.value(change.entries, name)
      const [first, second] = change.do === 'append' ? [list, entries] : [entries, list]
      return `${path} = list_append(${first}, ${second})`
    }
  }
}

const clauseText = (change: UpdateAction, scope: ExpressionScope): readonly [Clause, string] => {
  switch (change.do) {
    case 'remove':
      return ['REMOVE', scope.path(change.path)]
    case 'add':
      return ['ADD', `${scope.path(change.path)} ${scope.value(change.value, pathText(change.path))}`]
    case 'delete':
      return ['DELETE', `${scope.path(change.path)} ${scope.value(change.members, pathText(change.path))}`]
    default:
      return ['SET', setText(change, scope)]
  }
}

/** Changes in DynamoDB's language. */
export const changesText = (list: readonly UpdateAction[], scope: ExpressionScope): string => {
  const parts = Map.groupBy(
    list.map(change => clauseText(change, scope)),
    ([clause]) => clause,
  )
  return clauses
    .flatMap(clause => {
      const texts = parts.get(clause)?.map(([, text]) => text)
      return texts === undefined ? [] : [`${clause} ${texts.join(', ')}`]
    })
    .join(' ')
}

/** True when doing it twice leaves the same as doing it once. */
export const isRepeatable = (change: UpdateAction): boolean => {
  switch (change.do) {
    case 'set':
      // What is copied from another attribute may have changed in between.
      return change.to.operand === 'value'
    case 'setIfAbsent':
    case 'delete':
      return true
    case 'remove':
      // The next entry of a list moves up.
      return typeof change.path.at(-1) === 'string'
    case 'add':
      return change.value instanceof Set
    default:
      return false
  }
}
