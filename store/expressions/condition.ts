import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import type { DocumentPath, Segments } from './path.ts'
import type { PathOf } from '../../core/path/path-of.ts'
import { segmentsOf } from './path.ts'

/** One side of a comparison. */
export type Operand =
  | { readonly operand: 'attribute'; readonly path: Segments }
  | { readonly operand: 'size'; readonly path: Segments }
  | { readonly operand: 'value'; readonly value: unknown }

/** How two sides of a comparison are compared, as DynamoDB writes it. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** DynamoDB's names of types, as `attribute_type` takes them. */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS'

/** A condition as frozen data: for writes, and as the filter of a query. Made by {@link attribute} and its words. */
export type Condition =
  | { readonly op: 'compare'; readonly left: Operand; readonly is: Comparator; readonly right: Operand }
  | { readonly op: 'between'; readonly left: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly op: 'oneOf'; readonly left: Operand; readonly of: readonly Operand[] }
  | { readonly op: 'exists' | 'absent'; readonly path: Segments }
  | { readonly op: 'type'; readonly path: Segments; readonly type: AttributeType }
  | { readonly op: 'prefix' | 'contains'; readonly path: Segments; readonly value: Operand }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }

const brand: unique symbol = Symbol.for('tailrace.Operand')

/** What an attribute or its size can be compared with: any value, or another {@link attribute}. */
export interface Comparable {
  readonly [brand]: Operand
  /** Equal, in type and value. */
  readonly is: (value: unknown) => Condition
  /** Not equal; true as well where the attribute is not there. */
  readonly isNot: (value: unknown) => Condition
  /** Below: false where types differ. */
  readonly lessThan: (value: unknown) => Condition
  /** Below or equal. */
  readonly atMost: (value: unknown) => Condition
  /** Above: false where types differ. */
  readonly greaterThan: (value: unknown) => Condition
  /** Above or equal. */
  readonly atLeast: (value: unknown) => Condition
  /** Both ends included. */
  readonly between: (low: unknown, high: unknown) => Condition
  /** One of up to 100 values. */
  readonly oneOf: (values: readonly unknown[]) => Condition
}

/** An attribute in a condition. */
export interface Attribute extends Comparable {
  /** It is there, whatever its value. */
  readonly exists: () => Condition
  /** It is not there. */
  readonly absent: () => Condition
  /** Its type is this, in DynamoDB's letters. */
  readonly hasType: (type: AttributeType) => Condition
  /** A text, or a binary, begins so. */
  readonly startsWith: (prefix: unknown) => Condition
  /** A text has this part, or a set or list this member. */
  readonly contains: (member: unknown) => Condition
  /** Its size: characters of a text, bytes of a binary, members of a set, list or map. */
  readonly size: () => Comparable
}

/** Turns an {@link attribute} into the operand it stands for, and anything else into a value. */
export const operandOf = (value: unknown): Operand =>
  typeof value === 'object' && value !== null && brand in value
    ? (value as Comparable)[brand]
    : Object.freeze({ operand: 'value', value })

const frozen = (condition: Condition): Condition => Object.freeze(condition)

const maxAlternatives = 100

const oneOf = (left: Operand, values: readonly unknown[]): Condition => {
  if (values.length >= 1 && values.length <= maxAlternatives) {
    return frozen({ op: 'oneOf', left, of: values.map(operandOf) })
  }
  throw raise(storeFaults, 'store.expression-invalid', {
    problem: `oneOf takes 1 to 100 values, not ${values.length}`,
  })
}

const comparable = (left: Operand): Comparable => {
  const compare = (is: Comparator) => (value: unknown) =>
    frozen({ op: 'compare', left, is, right: operandOf(value) })
  return {
    [brand]: left,
    is: compare('='),
    isNot: compare('<>'),
    lessThan: compare('<'),
    atMost: compare('<='),
    greaterThan: compare('>'),
    atLeast: compare('>='),
    between: (low, high) => frozen({ op: 'between', left, low: operandOf(low), high: operandOf(high) }),
    oneOf: values => oneOf(left, values),
  }
}

/**
 * An attribute, to say something of it. Names may be reserved words.
 *
 * @example
 * ```ts
 * and(attribute('status').is('PAID'), attribute('lines').size().atLeast(1))
 * attribute<Product>('quantity').atLeast(attribute('reserved'))
 * ```
 */
export const attribute = <T = Readonly<Record<string, unknown>>>(
  path: PathOf<T> | readonly (string | number)[],
): Attribute => {
  const segments = segmentsOf(path satisfies DocumentPath)
  return Object.freeze({
    ...comparable({ operand: 'attribute', path: segments }),
    exists: () => frozen({ op: 'exists', path: segments }),
    absent: () => frozen({ op: 'absent', path: segments }),
    hasType: type => frozen({ op: 'type', path: segments, type }),
    startsWith: prefix => frozen({ op: 'prefix', path: segments, value: operandOf(prefix) }),
    contains: member => frozen({ op: 'contains', path: segments, value: operandOf(member) }),
    size: () => Object.freeze(comparable({ operand: 'size', path: segments })),
  } satisfies Attribute)
}

/** True when all hold. */
export const and = (...of: readonly [Condition, ...Condition[]]): Condition => frozen({ op: 'and', of })

/** True when one holds. */
export const or = (...of: readonly [Condition, ...Condition[]]): Condition => frozen({ op: 'or', of })

/** True when it does not hold. */
export const not = (of: Condition): Condition => frozen({ op: 'not', of })
