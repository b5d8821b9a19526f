import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { plan } from '../../model/northwind/plan.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { shopData } from '../../model/northwind/shop-data.ts'
import type { CommandResult } from '../support/tailrace.ts'
import { objectsIn, startTailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { LocalEngine } from '../support/with-table.ts'
import { reasonToSkip } from '../support/with-table.ts'

const minutes = 60_000
const path = temporaryPaths()

/** `PERSIST_RUNS=10` is the whole proof; each run is killed up to three times. */
const runs = Number(process.env['PERSIST_RUNS'] ?? 1)
const killsAtMost = process.env['PERSIST_RUNS'] === undefined ? 2 : 3
/** How long a run takes here, in milliseconds: kills come anywhere in it. */
const runMs = Number(process.env['PERSIST_RUN_MS'] ?? 20_000)
const seed = Number(process.env['PERSIST_SEED'] ?? 1)
/** Runs take turns. */
const engines =
  process.env['PERSIST_ENGINES'] === 'both'
    ? (['dynoxide', 'dynamodb-local'] as const)
    : (['dynoxide'] as const)

/** The shop in a folder of its own, so that what is kept here is nobody else's. */
const shop = (): string => {
  const place = path('shop')
  mkdirSync(place)
  for (const name of ['serverless.yml', 'infra', 'functions', 'model', 'package.json', 'node_modules'])
    symlinkSync(resolve(name), join(place, name))
  return place
}

/** Commands of all processes that name a path. */
const processesOf = (named: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.includes(named))

/** The table engine has its file there. */
const processesIn = (place: string): readonly string[] => processesOf(join(place, '.tailrace', 'persist'))

const start = (place: string, engine: LocalEngine): ReturnType<typeof startTailrace> =>
  startTailrace(
    ['dev', '--once', '--persist', '--chaos', '0.3', '--engine', engine, '--output', 'ndjson'],
    place,
  )

/** Kills a run at a moment, unless it is through before. */
const killed = async (
  place: string,
  engine: LocalEngine,
  afterMs: number,
): Promise<CommandResult | undefined> => {
  const command = start(place, engine)
  const isThrough = await Promise.race([command.closed.then(() => true), pause(afterMs).then(() => false)])
  command.kill('SIGKILL')
  const result = await command.closed
  return isThrough ? result : undefined
}

const idsIn = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => {
      try {
        return [(JSON.parse(line) as { readonly id: string }).id]
      } catch {
        return []
      }
    })

const stepsDone = (place: string): ReadonlySet<string> => {
  const lines = readFileSync(join(place, '.tailrace/persist/input.ndjson'), 'utf8').trim().split('\n')
  const parsed = lines.map(line => JSON.parse(line) as readonly [string, string])
  return new Set(parsed.flatMap(([what, name]) => (what === 'done' ? [name] : [])))
}

const stepsOfInput = async (): Promise<ReadonlySet<string>> =>
  new Set(plan(await shopData(), seededRandom(1)).flatMap(row => row.map(({ name }) => name)))

const say = (line: string): void => void process.stderr.write(`${line}\n`)

it.each(Array.from({ length: runs }, (_, index) => index + 1))(
  'tailrace dev --once --persist goes on after each SIGKILL until all is delivered once (run %i)',
  async run => {
    const engine = engines[run % engines.length] ?? 'dynoxide'
    const reason = await reasonToSkip(engine)
    if (reason !== undefined) return
    const random = seededRandom(seed * 1_000 + run)
    const place = shop()
    const kills: number[] = []
    let result: CommandResult | undefined

    for (let left = 1 + Math.floor(random() * killsAtMost); left > 0 && result === undefined; left -= 1) {
      const afterMs = Math.round(300 + random() * runMs)
      result = await killed(place, engine, afterMs)
      if (result === undefined) kills.push(afterMs)
      // All that it had started ends with it, and not when the next one looks.
      await vi.waitFor(() => expect(processesOf(place)).toEqual([]), { timeout: 10_000 })
    }
    result ??= await start(place, engine).closed

    expect(result, result.said).toMatchObject({ code: 0 })
    const summary = objectsIn(result.out).at(-1)
    const ids = idsIn(join(place, '.tailrace/persist/audit.ndjson'))
    say(
      `run ${run} on ${engine}: killed at ${kills.join(', ')} ms; exit ${result.code}; ${ids.length} audit entries, ${new Set(ids).size} different; ${JSON.stringify(summary)}`,
    )
    expect(summary).toMatchObject({ failed: 0, verify: { missing: 0, stale: 0, ghosts: 0 } })
    expect(new Set(ids).size).toBe(ids.length)
    // All of the input, not merely what was written before the first kill.
    expect(stepsDone(place)).toEqual(await stepsOfInput())
    await vi.waitFor(() => expect(processesOf(place)).toEqual([]), { timeout: 10_000 })
    expect(statSync(join(place, '.tailrace/persist/account.json')).mode & 0o777).toBe(0o600)
  },
  10 * minutes,
)

/** The engine itself, and not what waits beside it for the end of the run. */
const engineIn = (place: string): number => {
  const [engine] = processesIn(place).filter(line => !line.includes('/bin/sh -c'))
  return Number(engine?.trim().split(' ')[0])
}

it.each([
  ['--once', ['--once']],
  ['without --once', []],
])(
  'tailrace dev ends with 6 and one line when its table engine dies, %s',
  async (_, once) => {
    const place = shop()
    const args = ['dev', ...once, '--persist', '--engine', 'dynoxide', '--output', 'ndjson']
    const command = startTailrace(args, place)
    await command.whenOut('"InvokeEnded"')

    process.kill(engineIn(place), 'SIGKILL')
    const { code, said, out } = await command.closed

    expect(code, said).toBe(6)
    expect(said.match(/tailrace: .*/g)).toEqual([
      expect.stringContaining('The table engine (dynoxide) is gone: it was ended by SIGKILL.'),
    ])
    expect(out).not.toContain('"CaughtUp"')
    expect(processesIn(place)).toEqual([])
  },
  2 * minutes,
)

it(
  'tailrace dev --persist is refused where another one runs, which goes on',
  async () => {
    const place = shop()
    const args = ['dev', '--persist', '--engine', 'dynoxide', '--output', 'ndjson']
    const first = startTailrace(args, place)
    await first.whenOut('"Started"')
    const before = engineIn(place)

    const { code, said } = await startTailrace(args, place).closed

    expect(code).toBe(6)
    expect(said).toMatch(
      /^tailrace: What is kept in .*persist is in use: process \d+ on .* has it\. Stop that run/,
    )
    expect(engineIn(place)).toBe(before)
    first.kill('SIGINT')
    expect((await first.closed).code).toBe(130)
  },
  2 * minutes,
)
