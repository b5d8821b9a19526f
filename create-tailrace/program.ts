import { Command } from 'commander'
import type { InitCommandOptions } from '../cli/init-command.ts'
import { initCommand } from '../cli/init-command.ts'
import { withStartOptions } from '../cli/start-options.ts'
import type { Terminal } from '../cli/terminal.ts'
import own from './package.json' with { type: 'json' }

/** The command line of `npm create tailrace`, which is `tailrace init` with the folder as its argument. */
export const newCreateProgram = (
  terminal: Pick<Terminal, 'folder' | 'out' | 'say' | 'ask'>,
  outcome: { code: number },
): Command =>
  withStartOptions(new Command('create-tailrace'))
    .version(own.version)
    .description(own.description)
    .argument('[folder]', 'made where it is not there; else this one')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.say })
    .exitOverride()
    .action(async (folder: string | undefined, options: InitCommandOptions) => {
      const into = folder === undefined ? {} : { into: folder }
      outcome.code = await initCommand({ ...options, ...into }, terminal, own.version)
    })
