// Refuses functions that cannot do their work, bundles, packages with the deploy tool (arguments go to it, so `-- --stage S` works), and checks the template.
// Needs neither network nor credentials.
import { spawnSync } from 'node:child_process'

const steps: readonly (readonly [command: string, ...args: string[]])[] = [
  ['node', 'scripts/check-functions.ts'],
  ['node', 'scripts/bundle.ts'],
  ['serverless', 'package', ...process.argv.slice(2)],
  ['node', 'scripts/check-template.ts'],
]

process.exitCode = steps.some(
  ([command, ...args]) => spawnSync(command, args, { stdio: 'inherit' }).status !== 0,
)
  ? 1
  : 0
