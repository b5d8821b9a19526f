import { describe, expect, it } from 'vitest'
import { deployedNamesIn, namesBeside, namesSaid } from './deployed-names.ts'

const named = (serverless: object): Readonly<Record<string, string>> =>
  Object.fromEntries(deployedNamesIn(serverless, 'prod', { OWNER: 'acme' }))

const service = 'shop'

describe('the name under which a function is deployed', () => {
  it.each([
    ['the service, the stage and its own', { service, functions: { f: {} } }, 'shop-prod-f'],
    [
      'also of a service that is an object',
      { service: { name: 'my-shop' }, functions: { f: null } },
      'my-shop-prod-f',
    ],
    ['also in a list of functions', { service, functions: [{ g: {} }, { f: {} }] }, 'shop-prod-f'],
    ['what name says', { service, functions: { f: { name: 'other' } } }, 'other'],
    [
      'with what its variables stand for',
      {
        service,
        provider: { stage: "${opt:stage, 'dev'}" },
        custom: { part: '${env:OWNER}-${self:service}' },
        functions: {
          f: { name: "${self:custom.part}-${sls:stage}-${opt:stage, 'dev'}-${self:provider.stage}-f" },
        },
      },
      'acme-shop-prod-prod-prod-f',
    ],
  ])('is %s', (_, serverless, expected) => {
    expect(named(serverless)['f']).toBe(expected)
  })

  it.each([
    ['${param:name}'],
    ['${ssm:/name}-f'],
    ['${self:functions.f.name}'],
    ['${env:NOBODY}'],
    ['${self:custom.none, "x"}'],
    ['${broken'],
  ])('is not guessed from %s', name => {
    expect(named({ service, functions: { f: { name } } })).toEqual({})
  })

  it('is told beside a redrive that runs as a function of the same service', () => {
    expect([...namesBeside('shop-prod-redrive', 'redrive', ['f'])]).toEqual([['f', 'shop-prod-f']])
    expect([...namesBeside('my-name', 'redrive', ['f'])]).toEqual([])
  })

  it('may be said where nobody can tell', () => {
    expect([...namesSaid('f=acme-f, g = acme-g,h,=x,')]).toEqual([
      ['f', 'acme-f'],
      ['g', 'acme-g'],
    ])
    expect([...namesSaid()]).toEqual([])
  })
})
