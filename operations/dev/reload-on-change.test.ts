import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import type { DevEvent } from './dev-event.ts'
import { functionReloads } from './function-reloads.ts'
import { reloadOnChange } from './reload-on-change.ts'

const seconds = 1_000
const path = temporaryPaths()
const endings: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

/** As vim, JetBrains and VS Code save: nobody sees half a file, and the file is another one afterwards. */
const saveAtomically = (file: string, text: string): void => {
  writeFileSync(`${file}.tmp~`, text)
  renameSync(`${file}.tmp~`, file)
}

const save = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

type Target = Pick<WorkerFunction, 'functionName' | 'load' | 'reload' | 'invoke' | 'stop'>

const inThreads = (functionName: string, file: string, builtFile: () => Promise<string>): Target =>
  workerFunction({
    functionName,
    file,
    builtFile,
    exportName: 'handler',
    timeoutMs: 10 * seconds,
    memorySizeMb: 128,
    env: {},
    clock: systemClock,
  })

/** Threads take most of a reload's time, and are the same each time. */
const inThisProcess = (functionName: string, _: string, builtFile: () => Promise<string>): Target => {
  let handler = (): unknown => undefined
  const load = async (): Promise<void> => {
    const module = (await import(/* @vite-ignore */ await builtFile())) as { readonly handler: () => unknown }
    handler = () => module.handler()
  }
  const invoke: Target['invoke'] = async () => Promise.resolve({ type: 'returned', value: handler() })
  return { functionName, load, reload: load, invoke, stop: async () => Promise.resolve() }
}

type Running = Awaited<ReturnType<typeof running>>

interface RunOptions {
  readonly prepare?: (folder: string) => void
  readonly run?: typeof inThreads
  readonly beforeReload?: (paths: ReadonlySet<string>) => Promise<void>
}

/** Functions of a folder by the names of their files, loaded and watched. */
const running = async (
  files: Readonly<Record<string, string>>,
  entries: readonly string[],
  { prepare = () => undefined, run = inThreads, beforeReload }: RunOptions = {},
): Promise<{
  readonly folder: string
  readonly events: DevEvent[]
  readonly when: (count: number) => Promise<DevEvent>
  readonly answer: (name: string) => Promise<unknown>
}> => {
  const folder = path('project')
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files }))
    save(join(folder, name), text)
  prepare(folder)
  const modules = newBuiltModules()
  const targets = new Map<string, Target>()
  for (const name of entries) {
    const file = join(folder, name)
    const target = run(name, file, async () => (await modules.get(file)).path)
    targets.set(name, target)
    endings.push(target.stop)
    await target.load()
  }
  const events: DevEvent[] = []
  let look = (): void => undefined
  const tell = (event: DevEvent): void => {
    events.push(event)
    look()
  }
  const when = async (count: number): Promise<DevEvent> =>
    new Promise(resolve => {
      look = () => {
        const found = events[count - 1]
        if (found !== undefined) resolve(found)
      }
      look()
    })
  const functions = [...targets].map(([name, target]) => ({
    target,
    file: () => join(folder, name),
    onReload: async () => Promise.resolve(),
  }))
  const { reload, takeUp, inputs } = functionReloads({ functions, modules, tell })
  const unused = async (): Promise<void> => Promise.reject(new Error('not asked for here'))
  const invoke = async (): Promise<never> => Promise.reject(new Error('not asked for here'))
  const commands = { reload, takeUp, invoke, pause: unused, resume: unused, setChaosRate: unused }
  const { close } = reloadOnChange({ commands, inputs }, { folder, tell, beforeReload })
  endings.unshift(close)
  await when(1)
  return {
    folder,
    events,
    when,
    answer: async name => {
      const result = await targets.get(name)?.invoke({ Records: [] }, 'r')
      return result?.type === 'returned' ? result.value : result
    },
  }
}

const answers = (value: unknown): string => `export const handler = () => ${JSON.stringify(value)}\n`
const reloaded = (functionName: string): object => ({ event: 'Reloaded', functionName })

const sharing = (): Promise<Running> =>
  running(
    {
      'a.ts': "import { shared } from './lib/shared.js'\nexport const handler = () => `a ${shared}`\n",
      'b.ts': "import { shared } from './lib/shared.js'\nexport const handler = () => `b ${shared}`\n",
      'c.ts': answers('c'),
      'lib/shared.ts': "export const shared: string = 'one'\n",
    },
    ['a.ts', 'b.ts', 'c.ts'],
  )

describe('a reload', () => {
  it('follows each of a hundred atomic saves', { timeout: 120 * seconds }, async () => {
    const { folder, events, when, answer } = await running({ 'a.ts': answers(0) }, ['a.ts'], {
      run: inThisProcess,
    })

    for (let count = 1; count <= 100; count += 1) {
      saveAtomically(join(folder, 'a.ts'), answers(count))
      await when(count + 1)
    }

    expect(events.slice(1)).toEqual(Array.from({ length: 100 }, () => reloaded('a.ts')))
    expect(await answer('a.ts')).toBe(100)
  })

  it('ends with the last of a hundred saves at once', { timeout: 60 * seconds }, async () => {
    const { folder, events, when, answer } = await running({ 'a.ts': answers(0) }, ['a.ts'])

    for (let count = 1; count <= 100; count += 1) saveAtomically(join(folder, 'a.ts'), answers(count))
    for (let count = 2; (await answer('a.ts')) !== 100; count += 1) await when(count)

    expect(events.length).toBeLessThan(10)
  })

  it(
    'is said of the functions whose code is another, and of no other',
    { timeout: 60 * seconds },
    async () => {
      const { folder, events, when, answer } = await sharing()

      saveAtomically(join(folder, 'lib/shared.ts'), "export const shared: string = 'two'\n")
      await when(3)
      saveAtomically(join(folder, 'c.ts'), answers('c2'))
      await when(4)

      expect(events.slice(1)).toEqual([reloaded('a.ts'), reloaded('b.ts'), reloaded('c.ts')])
      expect([await answer('a.ts'), await answer('b.ts'), await answer('c.ts')]).toEqual([
        'a two',
        'b two',
        'c2',
      ])
    },
  )

  it('comes once for a checkout of many files', { timeout: 60 * seconds }, async () => {
    const { folder, events, when, answer } = await sharing()

    rmSync(join(folder, 'lib'), { recursive: true })
    for (let count = 0; count < 50; count += 1) save(join(folder, `lib/other${count}.ts`), 'export {}\n')
    save(join(folder, 'lib/shared/index.ts'), "export const shared = 'three'\n")
    save(join(folder, 'a.ts'), "import { shared } from './lib/shared'\nexport const handler = () => shared\n")
    save(join(folder, 'b.ts'), "import { shared } from './lib/shared'\nexport const handler = () => shared\n")
    await when(3)

    expect(events.slice(1)).toEqual([reloaded('a.ts'), reloaded('b.ts')])
    expect([await answer('a.ts'), await answer('b.ts')]).toEqual(['three', 'three'])
  })

  it('takes a file that is made later, deleted and made again', { timeout: 60 * seconds }, async () => {
    const { folder, events, when, answer } = await running({ 'src/a.ts': answers(0) }, ['src/a.ts'])
    const later = join(folder, 'src/new/later.ts')

    save(
      join(folder, 'src/a.ts'),
      "import { later } from './new/later'\nexport const handler = () => later\n",
    )
    const missing = await when(2)
    save(later, 'export const later = 1\n')
    await when(3)
    const first = await answer('src/a.ts')
    rmSync(later)
    await when(4)
    save(later, 'export const later = 2\n')
    await when(5)

    expect(missing).toMatchObject({
      event: 'ReloadFailed',
      message: 'src/a.ts:1:23: Could not resolve "./new/later"',
    })
    expect(events.map(({ event }) => event)).toEqual([
      'Watching',
      'ReloadFailed',
      'Reloaded',
      'ReloadFailed',
      'Reloaded',
    ])
    expect([first, await answer('src/a.ts')]).toEqual([1, 2])
  })

  it(
    'says a syntax error, lets the records wait, and goes on when it is mended',
    { timeout: 60 * seconds },
    async () => {
      const { folder, when, answer } = await running({ 'a.ts': answers('old') }, ['a.ts'])

      save(join(folder, 'a.ts'), 'export const handler = () => {\n  return 1 +\n}\n')
      const said = await when(2)
      const waiting = await answer('a.ts')
      save(join(folder, 'a.ts'), answers('old'))
      await when(3)

      expect(said).toEqual({
        event: 'ReloadFailed',
        functionName: 'a.ts',
        message: 'a.ts:3:1: Unexpected "}"',
      })
      expect(waiting).toEqual({ type: 'not-invoked', message: 'a.ts:3:1: Unexpected "}"' })
      expect(await answer('a.ts')).toBe('old')
    },
  )

  it('says where code throws that is loaded', { timeout: 60 * seconds }, async () => {
    const { folder, when } = await running({ 'a.ts': answers('old') }, ['a.ts'])

    save(
      join(folder, 'a.ts'),
      'interface Unused { readonly a: string }\nenum Colour { red }\n\n  const found: Colour = JSON.parse("{");\nexport const handler = () => found\n',
    )
    const said = await when(2)

    expect(said).toMatchObject({ event: 'ReloadFailed' })
    expect(JSON.stringify(said)).toContain(`${folder}/a.ts:4:30: `)
  })

  it('sees packages of a workspace and what symbolic links point to', { timeout: 60 * seconds }, async () => {
    const outside = path('outside')
    save(join(outside, 'shared/src/index.ts'), "export const shared = 'one'\n")
    save(join(outside, 'shared/package.json'), '{"name":"shared","type":"module","main":"src/index.ts"}')
    save(join(outside, 'linked.ts'), "export const linked = 'one'\n")
    const { folder, when, answer } = await running(
      {
        'a.ts':
          "import { shared } from 'shared'\nimport { linked } from './linked.ts'\nexport const handler = () => shared + linked\n",
      },
      ['a.ts'],
      {
        prepare: place => {
          mkdirSync(join(place, 'node_modules'))
          symlinkSync(join(outside, 'shared'), join(place, 'node_modules/shared'))
          symlinkSync(join(outside, 'linked.ts'), join(place, 'linked.ts'))
        },
      },
    )

    saveAtomically(join(outside, 'shared/src/index.ts'), "export const shared = 'two'\n")
    await when(2)
    saveAtomically(join(outside, 'linked.ts'), "export const linked = 'three'\n")
    await when(3)

    expect(folder).not.toBe(outside)
    expect(await answer('a.ts')).toBe('twothree')
  })

  it('does not come for what no function is made of', { timeout: 60 * seconds }, async () => {
    const { folder, events, when } = await running({ 'a.ts': answers(0), 'other.ts': '' }, ['a.ts'])

    save(join(folder, 'node_modules/some/index.js'), '')
    save(join(folder, '.tailrace/runs/a.json'), '{}')
    save(join(folder, 'other.ts'), 'export const other = 1\n')
    save(join(folder, 'another.ts'), 'export const another = 1\n')
    save(join(folder, 'a.ts'), answers(0))
    await new Promise(resolve => {
      setTimeout(resolve, 500)
    })
    save(join(folder, 'a.ts'), answers(1))
    await when(2)

    expect(events).toEqual([{ event: 'Watching' }, reloaded('a.ts')])
  })

  it(
    'comes after a command that makes the code, and says when that fails',
    { timeout: 60 * seconds },
    async () => {
      let place = ''
      const { folder, events, when, answer } = await running(
        { 'model.json': '"one"', 'out/a.ts': answers('none') },
        ['out/a.ts'],
        {
          run: inThisProcess,
          prepare: made => {
            place = made
          },
          beforeReload: async paths => {
            if (![...paths].some(each => each.endsWith('model.json'))) return
            const text = JSON.parse(await readFile(join(place, 'model.json'), 'utf8')) as string
            save(join(place, 'out/a.ts'), answers(`made of ${text}`))
          },
        },
      )

      saveAtomically(join(folder, 'model.json'), '"two"')
      await when(2)
      const made = await answer('out/a.ts')
      saveAtomically(join(folder, 'model.json'), '"thr')
      await when(3)

      expect(made).toBe('made of two')
      expect(events.slice(1)).toEqual([
        reloaded('out/a.ts'),
        { event: 'WatchFailed', message: expect.stringContaining('JSON') as string },
      ])
    },
  )

  it('takes a new file that an import means from now on', { timeout: 60 * seconds }, async () => {
    const { folder, when, answer } = await running(
      {
        'a.ts': "import { found } from './lib'\nexport const handler = () => found\n",
        'lib/index.ts': "export const found = 'index'\n",
      },
      ['a.ts'],
      { run: inThisProcess },
    )

    save(join(folder, 'lib.ts'), "export const found = 'file'\n")
    await when(2)

    expect(await answer('a.ts')).toBe('file')
  })
})
