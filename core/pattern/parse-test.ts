import { BlockList, isIP } from 'node:net'
import type { NumericBound, PatternTest } from './pattern.ts'

/** Says what is wrong with a part of a pattern; the caller knows the whole. */
export class PatternProblem extends Error {}

const textOf = (operator: string, value: unknown): string => {
  if (typeof value !== 'string') throw new PatternProblem(`${operator} takes text`)
  return value
}

const isOperator = (value: unknown): value is NumericBound['operator'] =>
  value === '=' || value === '<' || value === '<=' || value === '>' || value === '>='

const numericBounds = (value: unknown): readonly NumericBound[] => {
  if (!Array.isArray(value) || value.length === 0 || value.length % 2 !== 0 || value.length > 4) {
    throw new PatternProblem('numeric takes one or two comparisons, each an operator and a number')
  }
  const parts: readonly unknown[] = value
  return Array.from({ length: parts.length / 2 }, (_, index) => {
    const operator = parts[index * 2]
    const bound = parts[index * 2 + 1]
    if (!isOperator(operator) || typeof bound !== 'number') {
      throw new PatternProblem('numeric takes one or two comparisons, each an operator and a number')
    }
    return { operator, value: bound }
  })
}

const wildcard = (text: string): RegExp => {
  if (text.includes('**')) throw new PatternProblem('wildcard takes no two * in a row')
  let source = ''
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index)
    const next = text.charAt(index + 1)
    const isEscape = char === '\\' && (next === '*' || next === '\\')
    if (char === '\\' && !isEscape) throw new PatternProblem('wildcard escapes only * and \\')
    if (isEscape) index += 1
    source += char === '*' ? '.*' : (isEscape ? next : char).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  }
  return new RegExp(`^${source}$`, 's')
}

const cidr = (text: string): ((address: string) => boolean) => {
  const [address = '', bits = ''] = text.split('/')
  const family = isIP(address)
  const width = Number(bits)
  if (family === 0 || !/^\d+$/.test(bits) || width > (family === 4 ? 32 : 128)) {
    throw new PatternProblem('cidr takes an IP range such as 10.0.0.0/24')
  }
  const list = new BlockList()
  list.addSubnet(address, width, family === 4 ? 'ipv4' : 'ipv6')
  return candidate => {
    const kind = isIP(candidate)
    return kind !== 0 && list.check(candidate, kind === 4 ? 'ipv4' : 'ipv6')
  }
}

const textTests = (
  operator: 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard',
  value: unknown,
): readonly PatternTest[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(each =>
    parseTest({ [operator]: each }),
  )

const anythingBut = (value: unknown): readonly PatternTest[] => {
  const isPlain = typeof value === 'string' || typeof value === 'number'
  if (isPlain) return [{ test: 'equals', value }]
  if (Array.isArray(value)) {
    return value.map((entry: unknown): PatternTest => {
      if (typeof entry === 'string' || typeof entry === 'number') return { test: 'equals', value: entry }
      throw new PatternProblem('anything-but takes texts or numbers')
    })
  }
  const [operator, ...more] = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (more.length === 0) {
    if (
      operator === 'prefix' ||
      operator === 'suffix' ||
      operator === 'equals-ignore-case' ||
      operator === 'wildcard'
    ) {
      return textTests(operator, (value as Readonly<Record<string, unknown>>)[operator])
    }
  }
  throw new PatternProblem(
    'anything-but takes texts, numbers, or one of prefix, suffix, equals-ignore-case, wildcard',
  )
}

const ignoringCase = (operator: 'prefix' | 'suffix', value: unknown): PatternTest => {
  const isNested = typeof value === 'object' && value !== null && 'equals-ignore-case' in value
  if (!isNested) return { test: operator, text: textOf(operator, value) }
  const text = textOf(operator, value['equals-ignore-case'])
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return {
    test: 'wildcard',
    expression: new RegExp(operator === 'prefix' ? `^${escaped}` : `${escaped}$`, 'is'),
  }
}

const operatorTest = (operator: string, value: unknown): PatternTest => {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return ignoringCase(operator, value)
    case 'equals-ignore-case':
      return { test: operator, text: textOf(operator, value) }
    case 'exists':
      if (typeof value !== 'boolean') throw new PatternProblem('exists takes true or false')
      return { test: 'exists', exists: value }
    case 'numeric':
      return { test: 'numeric', bounds: numericBounds(value) }
    case 'wildcard':
      return { test: 'wildcard', expression: wildcard(textOf(operator, value)) }
    case 'cidr':
      return { test: 'cidr', contains: cidr(textOf(operator, value)) }
    case 'anything-but':
      return { test: 'anything-but', none: anythingBut(value) }
    default:
      throw new PatternProblem(`Unrecognized match type ${operator}`)
  }
}

/** Takes one entry of a pattern's array apart. */
export const parseTest = (entry: unknown): PatternTest => {
  if (
    entry === null ||
    typeof entry === 'string' ||
    typeof entry === 'number' ||
    typeof entry === 'boolean'
  ) {
    return { test: 'equals', value: entry }
  }
  if (Array.isArray(entry) || typeof entry !== 'object')
    throw new PatternProblem('arrays inside a pattern hold values')
  const [operator, ...more] = Object.keys(entry)
  if (operator === undefined || more.length > 0) {
    throw new PatternProblem('Only one key allowed in match expression')
  }
  return operatorTest(operator, (entry as Readonly<Record<string, unknown>>)[operator])
}
