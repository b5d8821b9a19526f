// cfn-lint and checkov on the packaged template; what is meant so stands with its reason in infra/.cfnlintrc.yml and
// infra/.checkov.yml. Both come from PyPI into the cache folder, once.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findPython } from './python/find-python.ts'
import { pythonVenv } from './python/python-venv.ts'

const template = '.serverless/cloudformation-template-update-stack.json'

/** The version that the requirements were resolved for. */
const pythonVersion = '3.13'

const lint = (): boolean => {
  if (!existsSync(template)) {
    process.stdout.write(`${template} is not there: run npm run package\n`)
    return false
  }
  const python = findPython(pythonVersion, process.env)
  if (python === undefined) {
    process.stdout.write(`no Python ${pythonVersion} was found: name one in TAILRACE_PYTHON\n`)
    return process.env['CI'] === undefined
  }
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tailrace', 'lint-infra')
  const bin = pythonVenv(python, cache, 'scripts/lint-infra.requirements.txt')
  const tools: readonly (readonly [name: string, ...args: string[]])[] = [
    ['cfn-lint', '--config-file', 'infra/.cfnlintrc.yml', '--template', template],
    ['checkov', '--config-file', 'infra/.checkov.yml', '--file', template, '--framework', 'cloudformation'],
  ]
  return tools.every(([name, ...args]) => spawnSync(join(bin, name), args, { stdio: 'inherit' }).status === 0)
}

process.exitCode = lint() ? 0 : 1
