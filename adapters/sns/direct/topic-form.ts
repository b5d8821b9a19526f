import { uriEscaped } from '../../aws/direct/uri-escaped.ts'

type Pair = readonly [name: string, value: string]

const pairsOf = (name: string, value: unknown): readonly Pair[] => {
  if (Array.isArray(value)) return value.flatMap((each, at) => pairsOf(`${name}.member.${at + 1}`, each))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([member, of]) => pairsOf(`${name}.${member}`, of))
  return typeof value === 'string' ? [[name, value]] : []
}

/** A request as the query protocol writes it: a form, lists by their numbers. */
export const topicForm = (action: string, input: object): string =>
  [
    ['Action', action] as const,
    ['Version', '2010-03-31'] as const,
    ...Object.entries(input).flatMap(([name, value]) => pairsOf(name, value)),
  ]
    .map(([name, value]) => `${name}=${uriEscaped(value)}`)
    .join('&')
