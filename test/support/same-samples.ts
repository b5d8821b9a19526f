// Properties try the same samples in each run, so that a run judges the change and not its luck. `TAILRACE_SAMPLES=new`
// tries others, a number repeats those of that seed.
import fc from 'fast-check'

const asked = process.env['TAILRACE_SAMPLES'] ?? '1'
if (asked !== 'new') fc.configureGlobal({ seed: Number(asked) })
