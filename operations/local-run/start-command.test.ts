import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { ProgramEnd } from './run-program.ts'
import { runProgram } from './run-program.ts'
import { startCommand } from './start-command.ts'

const path = temporaryPaths()

/** A project with these files, and programs that end as is said of them; all others are not there. */
const started = async (
  runtime: string,
  files: readonly string[] = [],
  programs: Readonly<Record<string, ProgramEnd>> = {},
) => {
  const projectFolder = path('project')
  const codeFolder = join(projectFolder, 'code')
  for (const file of ['code/app.py', ...files]) {
    mkdirSync(dirname(join(projectFolder, file)), { recursive: true })
    writeFileSync(join(projectFolder, file), '')
  }
  const said: string[] = []
  const named = (text: string): string => text.replace(projectFolder, '.')
  try {
    const command = await startCommand({
      functionName: 'orders',
      runtime,
      handler: 'app.handler',
      codeFolder,
      projectFolder,
      say: line => said.push(named(line)),
      run: async ([program = '']) =>
        Promise.resolve(programs[named(program)] ?? { code: undefined, said: '' }),
    })
    return { command: command.map(named), said }
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string }
    return { code, message: message.replaceAll(projectFolder, '.') }
  }
}

const well = { code: 0, said: '' }
const without = { code: 1, said: 'ModuleNotFoundError' }

describe('a function in Python', () => {
  it.each([
    ['its own environment', ['code/.venv/bin/python', '.venv/bin/python'], './code/.venv/bin/python'],
    ['the project’s', ['venv/bin/python'], './venv/bin/python'],
    ['python3', [], 'python3'],
  ])('is started with %s', async (_, files, python) => {
    const programs = { [python]: well, python3: well }

    expect(await started('python3.13', files, programs)).toMatchObject({
      command: [python, '-m', 'awslambdaric', 'app.handler'],
    })
  })

  it('is started with python3 where its environment has no client and that has', async () => {
    const found = await started('python3.13', ['.venv/bin/python'], {
      './.venv/bin/python': without,
      python3: well,
    })

    expect(found).toMatchObject({ command: ['python3', '-m', 'awslambdaric', 'app.handler'] })
  })

  it('says where the client is to be installed', async () => {
    const found = await started('python3.13', ['.venv/bin/python'], {
      './.venv/bin/python': without,
      python3: without,
    })

    expect(found).toEqual({
      code: 'machine.runtime-client-missing',
      message:
        "orders needs AWS's runtime client for Python, which ./.venv/bin/python does not have: ./.venv/bin/python -m pip install awslambdaric",
    })
  })

  it('says that there is no Python', async () => {
    expect(await started('python3.13')).toMatchObject({ code: 'machine.program-missing' })
  })
})

describe('a function on provided.al2023', () => {
  it('is what was built', async () => {
    expect(await started('provided.al2023', ['code/bootstrap'])).toMatchObject({
      command: ['./code/bootstrap'],
      said: [],
    })
  })

  it('is built anew where its code is there, which is said', async () => {
    expect(await started('provided.al2023', ['code/bootstrap', 'code/go.mod'], { go: well })).toEqual({
      command: ['./.tailrace/go/orders/bootstrap'],
      said: ['orders: go build in ./code'],
    })
  })

  it.each([
    [
      'the compiler’s words',
      { go: { code: 1, said: '# x\n./main.go:3:1: syntax error\n' } },
      /main\.go:3:1: syntax error$/,
    ],
    ['that there is no compiler', {}, /needs go, which is not on this machine/],
  ])('gives %s', async (_, programs, message) => {
    const found = await started('provided.al2023', ['code/go.mod'], programs)

    expect(found.message).toMatch(message)
  })

  it('says that nothing was built', async () => {
    expect((await started('provided.al2023')).message).toMatch(
      /needs \.\/code\/bootstrap, or go\.mod beside it/,
    )
  })
})

it.each(['java21', 'ruby3.3', 'dotnet8'])('a function in %s is refused with what to do', async runtime => {
  expect(await started(runtime)).toMatchObject({ code: 'project.runtime-unknown' })
})

it('a program that is not there has no exit code, and one that fails has its own', async () => {
  const node = async (code: string) => runProgram([process.execPath, '-e', code], '.')

  expect(await runProgram(['no-such-program'], '.')).toEqual({
    code: undefined,
    said: 'spawn no-such-program ENOENT',
  })
  expect(await node('console.error("no"); process.exit(3)')).toEqual({ code: 3, said: 'no\n' })
  expect(await node('')).toEqual({ code: 0, said: '' })
})
