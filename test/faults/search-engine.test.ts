import { describe, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { searchStoreContract } from '../../testing/contracts/search-store.ts'
import { withoutService } from '../../testing/contracts/contract.ts'
import { holdTo } from '../contract/hold-to.ts'
import { searchStoreLaws } from '../contract/search-store-laws.ts'
import { searchDouble } from './search-double.ts'
import { searchEngineContract } from './search-engine-contract.ts'
import { searchEngineDouble } from './search-engine-double.ts'

const newDouble = () => searchDouble(searchEngineDouble(simulatedClock()))

// The same suite is run against OpenSearch 2 and 3 in test/engines.
describe('the double of a search engine', () => {
  it.each(searchEngineContract)('$name', async ({ run }) => {
    const clock = simulatedClock()
    const engine = searchEngineDouble(clock, 1_000)
    let indexes = 0
    await run({
      newIndex: async () => {
        indexes += 1
        return Promise.resolve(`index-${indexes}`)
      },
      bulk: async operations => Promise.resolve(engine.bulk(operations)),
      get: async (index, id) => Promise.resolve(engine.get(index, id)),
      pass: clock.pass,
      restart: async () => {
        engine.restart()
        return Promise.resolve()
      },
    })
  })
})

holdTo(
  'the double as a search store',
  searchStoreContract(() => ({ store: newDouble() }), withoutService),
)
searchStoreLaws('the double', newDouble)
