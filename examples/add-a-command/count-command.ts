import { exitCodes } from '../../cli/exit-code.ts'
import { readFiles } from '../../cli/read-files.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { safeLine } from '../../cli/terminal.ts'

/** `tailrace count` */
export const countCommand = async (
  files: readonly string[],
  { out }: Pick<Terminal, 'out'>,
): Promise<number> => {
  const records = readFiles(files).flat()
  const kinds = Map.groupBy(records, ({ eventName }) => eventName ?? 'without a kind')
  for (const [kind, of] of kinds) safeLine(out)(`${kind.padEnd(6)} ${of.length}`)
  return Promise.resolve(exitCodes.done)
}
