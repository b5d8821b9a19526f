import { parseArgs } from 'node:util'

const options = {
  seeds: { type: 'string', default: '10' },
  seed: { type: 'string' },
  only: { type: 'string' },
  keys: { type: 'string', default: '200' },
  operations: { type: 'string', default: '2000' },
  workers: { type: 'string' },
  resume: { type: 'string' },
  record: { type: 'boolean', default: false },
  mutations: { type: 'boolean', default: false },
  soak: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** What `npm run test:faults -- --help` says. */
export const faultUsage = `Plays the fault matrix and says which promise a scenario broke.

npm run test:faults -- [options]

  --only F7,F8       these scenarios; T1 to T31 are played by --only alone
  --seeds N          seeds 1 to N of each (10)
  --seed N           this seed alone; also the dice of --soak
  --keys N           keys of a play (200)
  --operations N     operations of a play (2000)
  --workers N        plays at once (2, or 1 where there is one core)
  --resume FILE      keeps there what is played, and goes on from it
  --record           writes the result into docs/faults.json and the page
  --mutations        breaks the product in a copy, one place at a time, and demands that the plays named with each fail
  --soak MINUTES     writes to real OpenSearch and Redis, which are killed meanwhile
  -h, --help         this text
`

/** The options as they were given. */
export type FaultOptions = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/**
 * Reads the arguments of the command.
 * @returns what was asked for, or the one line that says what is wrong with it
 */
export const faultOptions = (args: readonly string[]): FaultOptions | string => {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    // The first sentence names the option; what follows explains parseArgs.
    const [sentence = ''] = (error as Error).message.split(/[.\n]/)
    return `${sentence}. --help says which options there are.`
  }
}
