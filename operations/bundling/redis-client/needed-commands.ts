import { requiredIn } from './emitted-requires.ts'

const table = /^exports\.default = \{\n([\s\S]*?)\n\};$/m
const entry = /^ {4}'?([\w-]+)'?: (\w+_1)\.default,?$/
const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

/** Every command by its names, and the file that it is in; nothing where the index is written in another way. */
const commandsIn = (index: string): ReadonlyMap<string, string> | undefined => {
  const [, body = ''] = table.exec(index) ?? []
  const files = requiredIn(index)
  const found = new Map<string, string>()
  for (const line of body.replace(comment, '').split('\n')) {
    if (line.trim() === '') continue
    const [, name = '', required = ''] = entry.exec(line) ?? []
    const file = files.get(required)
    if (file === undefined) return undefined
    found.set(name, file)
  }
  return found.size === 0 ? undefined : found
}

/** Those that a cluster may not have. */
const sticky = /^const \{([^}]*)\.\.\.NON_STICKY_COMMANDS \} = index_1\.default;$/m

const stickyIn = (index: string): readonly string[] | undefined =>
  sticky
    .exec(index)?.[1]
    ?.split(',')
    .map(each => each.split(':')[0]?.trim() ?? '')

const isIndex = (specifier: string): boolean => /(?:^|\/)commands(?:\/index)?$/.test(specifier)

/** Whether a module reads nothing of the index but the commands, and none of these by a name that it makes. */
const readsByName = (source: string): boolean =>
  [...requiredIn(source)]
    .filter(([, specifier]) => isIndex(specifier))
    .every(([name]) =>
      [...source.matchAll(new RegExp(`\\b${name}\\b(?! = )(.{0,24})`, 'g'))].every(([, after = '']) =>
        /^\.(?:default(?!\[)|NON_STICKY_COMMANDS)\b/.test(after),
      ),
    )

const wordsIn = (source: string): readonly string[] => source.match(/[A-Za-z]\w*/g) ?? []

const asTable = (commands: readonly (readonly [name: string, file: string])[]): string => {
  const members = commands.map(
    ([name, file]) => `${JSON.stringify(name)}:require(${JSON.stringify(file)}).default`,
  )
  return `{${members.join(',')}}`
}

/** An index of commands with less in it. */
export interface NeededCommands {
  readonly source: string
  /** What it requires. */
  readonly files: readonly string[]
}

/**
 * The index with those commands that `modules`, all code of the client but the commands, may have a use for: each that
 * has a name which is a word there, wherever it stands. What the client sends by itself is among them. Nothing where
 * that cannot be told by reading.
 */
export const neededCommands = (index: string, modules: readonly string[]): NeededCommands | undefined => {
  const commands = commandsIn(index)
  const excluded = stickyIn(index)
  if (commands === undefined || excluded === undefined || !modules.every(readsByName)) return undefined
  const words = new Set(modules.flatMap(wordsIn))
  const isNeeded = (name: string): boolean => name.split('-').every(part => words.has(part))
  const files = new Set([...commands].filter(([name]) => isNeeded(name)).map(([, file]) => file))
  const kept = [...commands].filter(([, file]) => files.has(file))
  const inCluster = kept.filter(([name]) => !excluded.includes(name))
  return {
    files: [...files],
    source: `Object.defineProperty(exports,'__esModule',{value:true});
exports.default=${asTable(kept)};
exports.NON_STICKY_COMMANDS=${asTable(inCluster)};`,
  }
}
