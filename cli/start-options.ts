import type { Command } from 'commander'
import { Option } from 'commander'
import { outputDocument } from './parse-option.ts'

/** Adds what the one who starts a project may decide. */
export const withStartOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--deploy <tool>', 'what it is deployed with; else asked, or serverless').choices([
        'serverless',
        'sam',
        'cdk',
      ]),
    )
    .addOption(
      new Option('--language <name>', "else the project's, or TypeScript").choices([
        'typescript',
        'javascript',
      ]),
    )
    .option('--yes', 'ask nothing', false)
    .addOption(outputDocument())
