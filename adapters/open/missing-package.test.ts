import { expect, it } from 'vitest'
import { openOnDemand } from './scheme.ts'

const opening = (load: () => Promise<unknown>) => openOnDemand('cache', 'redis://one', { redis: load })

it('names a client that is not installed, whose fault it is, and what to do', async () => {
  const nowhere: string = '@nobody/has-this/deeply'
  const open = opening(async () => import(nowhere))

  await expect(open()).rejects.toMatchObject({
    code: 'config.client-missing',
    message: expect.stringContaining('The cache needs @nobody/has-this,') as string,
  })
})

it('takes nothing else for a missing client', async () => {
  const ownFile: string = './not-there.ts'
  const own = opening(async () => import(ownFile))
  const other = opening(async () => Promise.reject(new Error("Cannot find package 'x' in the warehouse")))

  await expect(own()).rejects.not.toMatchObject({ code: 'config.client-missing' })
  await expect(other()).rejects.toThrow('in the warehouse')
})
