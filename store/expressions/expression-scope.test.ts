import { describe, expect, it } from 'vitest'
import { changes } from './changes.ts'
import { changesText } from './changes-text.ts'
import { attribute } from './condition.ts'
import { conditionText } from './condition-text.ts'
import { expressionScope } from './expression-scope.ts'
import { projectionInput } from './projection.ts'
import { sortKeyText } from './sort-key.ts'

const scopeOf = () => expressionScope({ floats: 'refuse', removeUndefined: false })

describe('the placeholders of a request', () => {
  it('stand for every name, reserved words and odd characters too', () => {
    const scope = scopeOf()

    expect(scope.path(['status', 'size', 'a.b', '#n0', ':v0'])).toBe('#n0.#n1.#n2.#n3.#n4')
    expect(scope.attributes()).toEqual({
      ExpressionAttributeNames: {
        '#n0': 'status',
        '#n1': 'size',
        '#n2': 'a.b',
        '#n3': '#n0',
        '#n4': ':v0',
      },
    })
  })

  it('are one for one name, wherever it stands', () => {
    const scope = scopeOf()

    expect(scope.path(['a', 'b'])).toBe('#n0.#n1')
    expect(scope.path(['b', 3, 'a'])).toBe('#n1[3].#n0')
    expect(scope.path(['c'])).toBe('#n2')
    expect(scope.attributes()).toEqual({
      ExpressionAttributeNames: { '#n0': 'a', '#n1': 'b', '#n2': 'c' },
    })
  })

  it('are another for every value, equal ones too', () => {
    const scope = scopeOf()

    expect([scope.value(1, 'a'), scope.value(1, 'b'), scope.value('1', 'c')]).toEqual([':v0', ':v1', ':v2'])
    expect(scope.attributes()).toEqual({
      ExpressionAttributeValues: { ':v0': { N: '1' }, ':v1': { N: '1' }, ':v2': { S: '1' } },
    })
  })

  it('never meet where several expressions share a request', () => {
    const scope = scopeOf()

    expect(changesText(changes().set('status', 'PAID').increment('size', 1).list, scope)).toBe(
      'SET #n0 = :v0, #n1 = #n1 + :v1',
    )
    expect(conditionText(attribute('status').is('PAID'), scope)).toBe('#n0 = :v2')
    expect(sortKeyText('SK', { prefix: 'ORDER#' }, scope)).toBe('begins_with(#n2, :v3)')
    expect(projectionInput(['size', 'lines[0].sku', ['a.b']], scope)).toEqual({
      ProjectionExpression: '#n1, #n3[0].#n4, #n5',
    })
    expect(scope.attributes()).toEqual({
      ExpressionAttributeNames: {
        '#n0': 'status',
        '#n1': 'size',
        '#n2': 'SK',
        '#n3': 'lines',
        '#n4': 'sku',
        '#n5': 'a.b',
      },
      ExpressionAttributeValues: {
        ':v0': { S: 'PAID' },
        ':v1': { N: '1' },
        ':v2': { S: 'PAID' },
        ':v3': { S: 'ORDER#' },
      },
    })
  })

  it('are left out where there are none, which DynamoDB would refuse', () => {
    const scope = scopeOf()

    expect(projectionInput(undefined, scope)).toEqual({})
    expect(scope.attributes()).toEqual({})
    expect(Object.keys(scope.attributes())).toEqual([])
  })
})
