import { describe, expect, it } from 'vitest'
import type { ProjectSketch } from '../support/small-project.ts'
import { smallProjects } from '../support/small-project.ts'
import { tailrace } from '../support/tailrace.ts'

const projectOf = smallProjects()

const many = (count: number): string =>
  Array.from({ length: count }, () => '{ eventName: [INSERT] }').join(', ')

/** A function with a processor of events, written as the data that it is. */
const projectCode = (expr: object): string =>
  `const p = { name: 'p', sink: 'events', filter: { expr: ${JSON.stringify(expr)} } }
export const pipeline = () => ({ processors: [p] })
export const handler = () => undefined
`

describe('tailrace dev on a faulty project', () => {
  it.each<[string, ProjectSketch, string]>([
    [
      'a filter that is no pattern',
      { stream: 'filterPatterns: [single-string]' },
      'orders: filterPatterns is "single-string", allowed is patterns that are mappings.',
    ],
    ['too many filters', { stream: `filterPatterns: [${many(6)}]` }, 'orders: FilterCriteria is "6 filters"'],
    [
      'a filter that is too long',
      { stream: `filterPatterns: [{ eventName: [${'x'.repeat(5_000)}] }]` },
      'allowed is 4,096 characters at most',
    ],
    ['a value out of its range', { stream: 'batchSize: 10001' }, 'orders: BatchSize is 10001, allowed is'],
    ['a function that is not there', { handler: 'nowhere.handler' }, 'nowhere cannot be read'],
    ['a function file that does not load', { code: 'import "./gone.mjs"' }, 'Could not resolve'],
    ['an export that is missing', { handler: 'orders.other' }, 'does not export other'],
    [
      'a table without a stream',
      { streamSpecification: 'BillingMode: PAY_PER_REQUEST' },
      'no StreamSpecification',
    ],
    [
      'a stream of keys alone',
      {
        streamSpecification: 'StreamSpecification: { StreamViewType: KEYS_ONLY }',
        code: projectCode({ op: 'where', path: 'status', condition: 'open' }),
      },
      'Function orders: p needs the old and the new image, which the KEYS_ONLY stream of infra/table.yml does not carry.',
    ],
    [
      'a change that a stream of new images does not show',
      {
        streamSpecification: 'StreamSpecification: { StreamViewType: NEW_IMAGE }',
        code: projectCode({ op: 'changed', paths: ['id', 'status'] }),
      },
      'Function orders: p needs the old image, which the NEW_IMAGE stream of infra/table.yml does not carry.',
    ],
    [
      'a filter on an image that the stream lacks',
      {
        stream: 'filterPatterns: [{ dynamodb: { OldImage: { a: { S: [x] } } } }]',
        streamSpecification: 'StreamSpecification: { StreamViewType: NEW_IMAGE }',
      },
      'is NEW_IMAGE and has no OldImage',
    ],
  ])('tells %s in one line, before anything starts', async (_, sketch, message) => {
    const { code, out, said } = await tailrace(['dev', '--once'], {}, '', projectOf(sketch))

    expect(said).toContain(message)
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(out).toBe('')
    expect(code).toBe(5)
  })
})
