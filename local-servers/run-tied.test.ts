import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { runTied } from './run-tied.ts'

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A program that starts another one; both say their numbers, and ignore what asks them to end. */
const family = `trap '' TERM HUP; sh -c 'trap "" TERM HUP; echo $$ >&2; sleep 60' & echo $$ >&2; wait`

/** A process that runs a command, hands on what it says, and waits. */
const holder = (path: string): string => `
  import { spawnTied } from ${JSON.stringify(pathToFileURL('local-servers/spawn-tied.ts').href)}
  const child = spawnTied('sh', ['-c', ${JSON.stringify(family)}], { stdout: 'ignore', stderr: 'pipe', env: { PATH: ${JSON.stringify(path)} } })
  child.stderr.pipe(process.stdout)
  setInterval(() => {}, 1_000)`

describe.skipIf(process.platform === 'win32')('a program that is tied to the process that runs it', () => {
  it('ends with that process when that is killed, and what it has started with it', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder(process.env['PATH'] ?? '')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await vi.waitFor(() => expect(said.trim().split('\n')).toHaveLength(2), { timeout: 10_000 })
    const pids = said.trim().split('\n').map(Number)
    expect(pids.map(isRunning)).toEqual([true, true])

    child.kill('SIGKILL')
    await once(child, 'exit')

    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), { timeout: 5_000 })
  })

  it('gives its exit code and both outputs', async () => {
    expect(
      await runTied(['sh', '-c', 'pwd; echo "$WORD" >&2; exit 3'], {
        folder: '/',
        env: { ...process.env, WORD: 'no' },
      }),
    ).toEqual({
      code: 3,
      out: '/\n',
      said: 'no\n',
    })
  })

  it('reads nothing of what this process is given', async () => {
    expect((await runTied(['cat'], {})).code).toBe(0)
  })

  it('is killed after its time', async () => {
    const startedAtMs = performance.now()
    expect(await runTied(['sleep', '30'], { timeLimitMs: 200 })).toMatchObject({ code: undefined })
    expect(performance.now() - startedAtMs).toBeLessThan(10_000)
  })

  it.each(['no-such-program-here', './no-such-file', '/'])('says that it is not there: %s', async program => {
    const { code, said } = await runTied([program], {})
    expect(code).toBeUndefined()
    expect(said).toMatch(/ENOENT|EACCES/)
  })
})
