import { describe, expect, it } from 'vitest'
import type { LambdaContext } from '../core/handler/stream-handler-options.ts'
import { handler } from './redrive.ts'

const context = { getRemainingTimeInMillis: () => 900_000 } as LambdaContext

describe('the redrive function', () => {
  it('refuses a request that it does not know in full, before it looks for anything', async () => {
    const misspelt = { dryrun: true } as Parameters<typeof handler>[0]

    await expect(handler(misspelt, context)).rejects.toMatchObject({
      code: 'registry.option-unknown',
      detail: { factory: 'redrive', option: 'dryrun' },
    })
  })
})
