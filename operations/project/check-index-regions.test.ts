import { describe, expect, it } from 'vitest'
import { indexKeeper } from '../../test/support/index-keeper.ts'
import { checkIndexRegions } from './check-index-regions.ts'
import { regionsOf } from './table-streams.ts'

const people = (...regions: string[]) => ({ functionName: 'people', regions })
const staff = (...regions: string[]) => ({ functionName: 'staff', regions })

const registries = new Map([
  ['people', indexKeeper('users', 'p:')],
  ['staff', indexKeeper('users', 's:')],
])

describe('the regions of an index', () => {
  it.each([
    ['one function on streams of both', [people('eu-west-1', 'us-east-1')]],
    ['two functions, whatever their prefixes', [people('eu-west-1'), staff('us-east-1')]],
  ])('are refused where %s show two', (_, functions) => {
    expect(() => {
      checkIndexRegions(functions, registries)
    }).toThrow(/users .*eu-west-1 and us-east-1/)
  })

  it('may be one, unknown, or those of two indexes', () => {
    const apart = new Map([...registries, ['staff', indexKeeper('others', '')]])

    for (const functions of [
      [people('eu-west-1'), staff('eu-west-1')],
      [people('eu-west-1'), staff()],
    ]) {
      expect(() => {
        checkIndexRegions(functions, registries)
      }).not.toThrow()
    }
    expect(() => {
      checkIndexRegions([people('eu-west-1'), staff('us-east-1')], apart)
    }).not.toThrow()
  })

  it('are read from the ARNs that say theirs', () => {
    const arns = [
      'arn:aws:dynamodb:eu-west-1:111122223333:table/a/stream/2026-01-01T00:00:00.000',
      'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/a/stream/2026-01-01T00:00:00.000',
      'arn:aws:dynamodb:eu-west-1:111122223333:table/b/stream/2026-01-01T00:00:00.000',
      'arn:aws:dynamodb:${aws:region}:111122223333:table/b/stream/2026-01-01T00:00:00.000',
      { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    ]

    expect(regionsOf(arns.map(arn => ({ arn })))).toEqual(['eu-west-1', 'cn-north-1'])
  })
})
