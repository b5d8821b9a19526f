import { describe, expect, it } from 'vitest'
import { indexKeeper } from '../../test/support/index-keeper.ts'
import { checkSharedIndex } from './check-shared-index.ts'

describe('the functions of a project', () => {
  it('are refused where two keep one index, by the names of both', () => {
    const registries = new Map([
      ['people', indexKeeper('users')],
      ['staff', indexKeeper('users')],
    ])

    expect(() => {
      checkSharedIndex(registries)
    }).toThrow('keeper of people and keeper of staff keep one index, users')
  })

  it('may keep indexes of their own, or have prefixes that do not meet', () => {
    const registries = new Map([
      ['people', indexKeeper('users', 'p:')],
      ['staff', indexKeeper('users', 's:')],
      ['orders', indexKeeper('orders')],
    ])

    expect(() => {
      checkSharedIndex(registries)
    }).not.toThrow()
  })
})
