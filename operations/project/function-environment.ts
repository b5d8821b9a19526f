import { isPlain } from '../../engine/plain.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What stands in for CloudFormation's own names: an account that nobody has. */
const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': 'stack',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
}

const named = (name: string): string => pseudo[name] ?? name

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [value]

const substituted = (given: unknown): string => {
  const [template, values] = listed(given)
  const own = isPlain(values) ? values : {}
  return String(template).replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    return name in own ? standIn(own[name]) : named(name)
  })
}

/**
 * Text in the place of what CloudFormation would put there: the same in each run, and telling what it stands for. A
 * resource is its name in the template.
 */
const standIn = (value: unknown): string => {
  if (!isPlain(value)) return listed(value).map(String).join(',')
  const [[name, argument] = ['', undefined]] = Object.entries(value)
  const parts = listed(argument)
  if (name === 'Ref') return named(String(argument))
  if (name === 'Fn::Sub') return substituted(argument)
  if (name === 'Fn::Join') return listed(parts[1]).map(standIn).join(String(parts[0]))
  // Of a choice, what is chosen when the condition holds.
  if (name === 'Fn::If') return standIn(parts[1])
  return parts.map(standIn).join('.')
}

/** What a function's environment is made of, from what gives way to what prevails. */
export interface EnvironmentParts {
  /** Variables of `serverless.yml`, and which of them only stand in for what the cloud would say. */
  readonly environment: Readonly<Record<string, unknown>>
  readonly standIns: ReadonlySet<string>
}

const textsIn = ({ environment, standIns }: EnvironmentParts, which: 'literals' | 'stand-ins'): Env =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const isWanted = standIns.has(name) === (which === 'stand-ins')
      return value === null || value === undefined || !isWanted ? [] : [[name, standIn(value)]]
    }),
  )

/** What the deploy file says without asking the cloud. */
export const literals = (parts: EnvironmentParts): Env => textsIn(parts, 'literals')

/**
 * The environment of a function on this machine: what the deploy file says in literals prevails over what this
 * process has, as a deployed function sees nothing else; what only the cloud could say gives way to it; and sinks and
 * table of the run prevail over all.
 */
export const functionEnv = (parts: EnvironmentParts, processEnv: Env, run: Env): Env => ({
  ...textsIn(parts, 'stand-ins'),
  ...processEnv,
  ...literals(parts),
  ...run,
})
