import { Command } from 'commander'
import type { InitCommandOptions } from '../cli/init-command.ts'
import { initCommand } from '../cli/init-command.ts'
import type { WithForm } from '../cli/output-form.ts'
import { inDocument } from '../cli/output-form.ts'
import { withStartOptions } from '../cli/start-options.ts'
import type { Terminal } from '../cli/terminal.ts'
import own from './package.json' with { type: 'json' }

type InitTerminal = Pick<Terminal, 'folder' | 'out' | 'say' | 'ask'>

/** The command line of `npm create tailrace`, which is `tailrace init` with the folder as its argument. */
export const newCreateProgram = (terminal: InitTerminal, outcome: { code: number }): Command =>
  withStartOptions(new Command('create-tailrace'))
    .version(own.version)
    .description(own.description)
    .argument('[folder]', 'made where it is not there; else this one')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.say })
    .exitOverride()
    .action(async (folder: string | undefined, options: WithForm<InitCommandOptions>) => {
      const into = folder === undefined ? {} : { into: folder }
      outcome.code = await inDocument<InitCommandOptions, InitTerminal>(
        terminal,
        { ...options, ...into },
        async (given, to) => initCommand(given, to, own.version),
      )
    })
