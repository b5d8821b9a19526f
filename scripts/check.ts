// Everything that is checked without running the product: one line per check, the output of those that fail.
import { spawnSync } from 'node:child_process'

/** Checks whose output is worth reading when nothing fails, too. */
const weights = 'what functions weigh'
const audit = 'known vulnerabilities'

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '--project', '.'],
  ['types of the page', 'tsc', '--project', 'inspector/ui', '--noEmit'],
  ['type tests', 'vitest', 'run', '--config', 'test/types/vitest.config.ts'],
  ['type-checking cost', 'node', 'scripts/type-cost.ts'],
  ['lint', 'eslint', '--max-warnings', '0', '.'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['rooms and cycles', 'depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', '.'],
  ['unused exports', 'node', 'scripts/unused-exports.ts'],
  ['TSDoc of public exports', 'node', 'scripts/tsdoc.ts'],
  ['API reference', 'node', 'scripts/api-docs.ts', '--check'],
  ['names exported twice', 'node', 'scripts/names-exported-twice.ts'],
  ['push-down patterns', 'node', 'scripts/filters.ts', '--check'],
  ['dashboards of the template', 'node', 'scripts/dashboards.ts', '--check'],
  ['alarms', 'node', 'scripts/alarms.ts', '--check'],
  ['picture of the rooms', 'node', 'scripts/rooms-picture.ts', '--check'],
  ['conformance pages', 'node', 'scripts/conformance.ts', '--check'],
  ['sink answers', 'node', 'scripts/sink-answers.ts', '--check'],
  ['fault matrix', 'node', 'scripts/faults.ts', '--check'],
  ['growth of costs', 'node', 'scripts/performance.ts', '--check'],
  [weights, 'node', 'scripts/bundle.ts', '--check'],
  ['errors and their pages', 'node', 'scripts/error-pages.ts', '--check'],
  ['decisions and their list', 'node', 'scripts/decisions.ts', '--check'],
  ['command line and its page', 'node', 'scripts/command-line.ts', '--check'],
  ['links of pages', 'node', 'scripts/links.ts'],
  [audit, 'node', 'scripts/audit.ts'],
]

let failed = 0
for (const [name, command, ...args] of checks) {
  const startedMs = Date.now()
  const result = spawnSync(command, args, { encoding: 'utf8', shell: false })
  const ok = result.status === 0
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)\n`,
  )
  if (ok && [weights, audit].includes(name)) process.stdout.write(result.stdout)
  if (ok) continue
  failed += 1
  process.stdout.write(`${result.error?.message ?? ''}${result.stdout}${result.stderr}\n`)
}
process.exitCode = failed === 0 ? 0 : 1
