import type { Condition, Operand } from './condition.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { pathText } from './path.ts'

const pathOf = (operand: Operand): string =>
  operand.operand === 'value' ? 'a value' : pathText(operand.path)

/** An operand in DynamoDB's language; `beside` is what it is compared with, which names a value in an error. */
export const operandText = (operand: Operand, scope: ExpressionScope, beside: string): string => {
  switch (operand.operand) {
    case 'attribute':
      return scope.path(operand.path)
    case 'size':
      return `size(${scope.path(operand.path)})`
    case 'value':
      return scope.value(operand.value, beside)
  }
}

const joined = (of: readonly Condition[], word: string, scope: ExpressionScope): string =>
  of.map(each => `(${conditionText(each, scope)})`).join(word)

/** A condition in DynamoDB's language. */
export const conditionText = (condition: Condition, scope: ExpressionScope): string => {
  const text = (operand: Operand, beside: Operand = operand): string =>
    operandText(operand, scope, pathOf(beside))
  switch (condition.op) {
    case 'compare':
      return `${text(condition.left)} ${condition.is} ${text(condition.right, condition.left)}`
    case 'between': {
      const { left, low, high } = condition
      return `${text(left)} BETWEEN ${text(low, left)} AND ${text(high, left)}`
    }
    case 'oneOf': {
      const { left, of } = condition
      return `${text(left)} IN (${of.map(each => text(each, left)).join(', ')})`
    }
    case 'exists':
      return `attribute_exists(${scope.path(condition.path)})`
    case 'absent':
      return `attribute_not_exists(${scope.path(condition.path)})`
    case 'type':
      return `attribute_type(${scope.path(condition.path)}, ${scope.value(condition.type, 'a type')})`
    case 'prefix':
    case 'contains': {
      const { op, path, value } = condition
      const word = op === 'prefix' ? 'begins_with' : 'contains'
      return `${word}(${scope.path(path)}, ${operandText(value, scope, pathText(path))})`
    }
    case 'and':
      return joined(condition.of, ' AND ', scope)
    case 'or':
      return joined(condition.of, ' OR ', scope)
    case 'not':
      return `NOT (${conditionText(condition.of, scope)})`
  }
}
