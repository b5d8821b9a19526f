import type { Command, Option } from 'commander'
import { commandExamples } from '../../cli/command-examples.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const defaultOf = ({ defaultValue }: Option): string => {
  const value: unknown = defaultValue
  const isShown = ['string', 'number'].includes(typeof value)
  return isShown ? `; \`${String(value)}\` if not given` : ''
}

const optionRow = (option: Option): string => {
  const choices =
    option.argChoices === undefined ? '' : `: ${option.argChoices.map(each => `\`${each}\``).join(', ')}`
  return `| \`${option.flags}\` | ${cell(option.description)}${choices}${defaultOf(option)} |`
}

const section = (command: Command): string => {
  const options = command.options.map(optionRow)
  const table = options.length === 0 ? '' : `\n| option | |\n|---|---|\n${options.join('\n')}\n`
  const examples = commandExamples[command.name()] ?? []
  return [
    `## \`tailrace ${command.name()} ${command.usage().replace('[options]', '').trim()}`.trimEnd() + '`',
    '',
    `${command.description()}.`,
    table,
    '```sh',
    ...examples,
    '```',
    '',
  ].join('\n')
}

/** The page of a command line, from its parser. */
export const commandLinePage = (program: Command): string =>
  [
    '# Command line',
    '',
    'Every command and option, as the parser knows them. What they mean is in [commands](commands.md).',
    '<!-- Written by scripts/command-line.ts. -->',
    '',
    ...program.commands.map(section),
  ].join('\n')
