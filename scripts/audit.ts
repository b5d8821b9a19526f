// Known vulnerabilities of what users install. A registry that does not answer such questions is no failure.
import { spawnSync } from 'node:child_process'
import { auditVerdict } from './audit/audit-verdict.ts'

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
})
const { text, ok } = auditVerdict(error === undefined ? stdout : '')
process.stdout.write(`${text}\n`)
process.exitCode = ok ? 0 : 1
