import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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

  it('only counts when it is asked for a report, and takes that for nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redrive-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
      vi.unstubAllEnvs()
    })
    vi.stubEnv('PARK_URL', `file:${folder}`)
    vi.stubEnv('STAGE', 'prod')
    const named = { ...context, functionName: 'shop-prod-redrive' } as LambdaContext
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)

    const report = await handler({ report: true }, named)

    expect(report).toEqual({
      parked: { 'shop-prod-projections': 0, 'shop-prod-reactions': 0 },
      givenUp: 0,
      others: 0,
    })
    expect(print).toHaveBeenCalledTimes(3)
    print.mockRestore()
    await expect(handler({ report: true, dryRun: false }, named)).rejects.toMatchObject({
      code: 'registry.option-unknown',
    })
  })
})
