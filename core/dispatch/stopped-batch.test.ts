import { expect, it } from 'vitest'
import { functionOf } from '../../test/support/pipeline.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'

const faults = defineFaults({
  'test.stopped': {
    message: () => 'nothing goes on',
    remedy: 'none',
    disposition: 'stop',
  },
})

it('fails at once when a processor stops the batch, and does not wait for what hangs beside it', async () => {
  const clock = manualClock()
  const hangs = processor({
    name: 'hangs',
    filter: everything(),
    handle: async () => new Promise<void>(() => undefined),
  })
  const stops = processor({
    name: 'stops',
    filter: everything(),
    handle: async () => Promise.reject(raise(faults, 'test.stopped', {})),
  })
  const f = functionOf([hangs, stops], { clock, deadlineAtMs: clock.now() + 60_000 })
  let failure: unknown

  void f.invoke([recordOf({ seq: 1 })]).catch((error: unknown) => {
    failure = error
  })
  await reactionsDone()

  expect(failure).toMatchObject({ code: 'test.stopped' })
})
