import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { manualClock } from '../../../test/support/manual-clock.ts'
import { awsFailure } from '../aws-failure.ts'
import { limitedRequest } from './limited-request.ts'

/** A request that hangs wherever its test leaves it, and what it was ended with. */
const hanging = () => {
  const ends: unknown[] = []
  const socket = Object.assign(new EventEmitter(), { connecting: true })
  const request = Object.assign(new EventEmitter(), { destroy: (error: unknown) => ends.push(error) })
  const clock = manualClock()
  const end = limitedRequest(request as never, { clock, connectMs: 2_000, answerMs: 3_000 })
  return { ends, socket, request, clock, end }
}

it('is ended where no connection stands in time, as an outage', async () => {
  const { ends, socket, request, clock } = hanging()
  request.emit('socket', socket)
  await clock.advance(1_999)
  expect(ends).toEqual([])
  await clock.advance(1)

  expect(ends).toEqual([expect.objectContaining({ name: 'TimeoutError' })])
  expect(awsFailure('s', ends[0])).toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
})

it.each([
  ['a new connection', true],
  ['a kept one', false],
])('is ended where no answer is there in time, over %s', async (_, isNew) => {
  const { ends, socket, request, clock } = hanging()
  socket.connecting = isNew
  request.emit('socket', socket)
  if (isNew) socket.emit('connect')
  await clock.advance(2_999)
  expect(ends).toEqual([])
  await clock.advance(1)

  expect(ends).toEqual([expect.objectContaining({ name: 'TimeoutError' })])
})

it('is not ended once it is through', async () => {
  const { ends, clock, end } = hanging()
  end()
  await clock.advance(10_000)

  expect(ends).toEqual([])
})
