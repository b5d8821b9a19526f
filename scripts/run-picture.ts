// Draws what `tailrace dev --once` prints on a project as `tailrace init` starts it: docs/pictures/first-run.svg. It is
// run, not made up: when the output changes, run this again.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { withPackages } from '../test/support/with-packages.ts'
import { drawTerminal } from './run-picture/draw-terminal.ts'

const place = mkdtempSync(join(tmpdir(), 'tailrace-picture-'))
const folder = join(place, 'tickets')

const tailrace = (args: readonly string[], cwd: string): string => {
  const command = [resolve('bin/tailrace.mjs'), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`tailrace ${args.join(' ')} ended with ${String(status)}: ${stderr}`)
  return stdout
}

try {
  tailrace(['init', '--into', folder, '--yes'], place)
  withPackages(folder, ['serverless', '.bin'])
  const lines = tailrace(['dev', '--once'], folder).trimEnd().split('\n')
  writeFileSync('docs/pictures/first-run.svg', drawTerminal(['$ npx tailrace dev --once', ...lines]))
} finally {
  rmSync(place, { recursive: true, force: true })
}
