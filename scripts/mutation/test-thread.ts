// A worker of vitest that runs test files as ordered, one after the other, until its thread is ended.
import { parentPort } from 'node:worker_threads'
import { init, runBaseTests, setupEnvironment } from 'vitest/worker'
import { openChannel } from './order-channel.ts'
import { performer } from './perform.ts'
import { switchesFor } from './switches.ts'

const port = parentPort
if (port === null) throw new Error('this is a worker of a pool of vitest')

init({
  post: response => port.postMessage(response),
  on: callback => port.on('message', callback),
  off: callback => port.off('message', callback),
  setup: setupEnvironment,
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  runTests: async (state, traces) => {
    const { mutants = 0 } = state.providedContext as { readonly mutants?: number }
    const perform = performer(state, traces, switchesFor(mutants))
    await new Promise((_resolve, reject) => {
      const channel = openChannel(({ order }) => {
        if (order === undefined) return
        perform(order, () => channel.tell({ hasBegun: true })).then(
          answer => channel.tell({ answer }),
          reject,
        )
      })
      channel.tell({ isReady: true })
    })
  },
})
