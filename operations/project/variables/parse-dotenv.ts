import { parseEnv } from 'node:util'

type Env = Readonly<Record<string, string | undefined>>

const reference = /(?<!\\)\$(?:\{([^{}]+)\}|([A-Za-z_]\w*))/

/**
 * What a reference stands for: `${NAME}`, `${NAME:-otherwise}` or `${NAME:+instead}`, each also without the colon.
 *
 * @param within - names whose values led here: a circle gives nothing
 */
const referred = (expression: string, env: Env, within: readonly string[]): string => {
  const [, name = '', operator, rest = ''] = /^(.*?)(?:(:\+|\+|:-|-)(.*))?$/s.exec(expression) ?? []
  const value = within.includes(name) ? '' : (env[name] ?? '')
  if (operator?.endsWith('+') === true) return value === '' ? '' : rest
  return value === '' ? rest : expanded(value, env, [...within, name])
}

/** What a value gives may refer again; a value that was there before refers to itself. */
const expanded = (text: string, env: Env, within: readonly string[] = []): string => {
  let all = text
  for (let found = reference.exec(all); found !== null; found = reference.exec(all)) {
    const value = referred(found[1] ?? found[2] ?? '', env, within)
    all = all.slice(0, found.index) + value + all.slice(found.index + found[0].length)
  }
  return all
}

/**
 * The variables of a `.env` file as the deploy tool takes them: they may refer to those above them, and to what is set
 * already, which goes before.
 *
 * @see https://github.com/motdotla/dotenv-expand
 */
export const parseDotenv = (text: string, env: Env): Env => {
  const found: Record<string, string | undefined> = {}
  for (const [name, value = ''] of Object.entries(parseEnv(text))) {
    found[name] = expanded(value, { ...found, ...env }).replaceAll('\\$', '$')
  }
  return found
}
