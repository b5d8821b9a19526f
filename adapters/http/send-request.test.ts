import { expect, it } from 'vitest'
import { httpStub } from '../../test/support/http-stub.ts'
import { requestSender } from './send-request.ts'

it('takes an answer that has begun, though the request cannot be sent to its end', async () => {
  const { url } = await httpStub(() => ({ status: 413, body: 'too large' }))
  const { send, close } = requestSender({
    hold: request => {
      request.on('response', () => {
        queueMicrotask(() => request.emit('error', new Error('write EPIPE')))
      })
      return () => undefined
    },
  })

  const { status, bytes } = await send({ method: 'POST', url: new URL(url), headers: {}, body: 'x' })

  expect([status, bytes.toString()]).toEqual([413, 'too large'])
  close()
})
