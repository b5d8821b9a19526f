import type { WantedPackage } from '../package-file.ts'
import type { ProjectStart, StartFiles } from '../start.ts'
import { sourceExtension } from '../start.ts'

const compilerOptions = `{
  "compilerOptions": {
    "target": "es2024",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "types": ["node"]
  },
  "include": ["src", "test", "*.ts", "bin"]
}
`

const settings =
  "BatchSize: 100, BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures']"

/** The function and its table, where the deploy file does not describe them. */
const beside = `
  tables: { tickets: { partitionKey: 'PK', sortKey: 'SK' } },
  functions: {
    changes: {
      handler: 'src/changes.handler',
      timeoutSeconds: 30,
      memorySizeMb: 512,
      streams: [
        {
          table: 'tickets',
          ${settings.replaceAll(', B', ',\n          B').replace(', F', ',\n          F')},
          MaximumBatchingWindowInSeconds: 1,
          MaximumRetryAttempts: 10_000,
          MaximumRecordAgeInSeconds: 86_400,
        },
      ],
    },
  },`

const body = (start: ProjectStart): string => {
  const synth = start.deploy === 'cdk' && !start.isBesideOther ? "\n  synth: 'npx cdk synth --quiet'," : ''
  return `{${start.isBesideOther ? beside : synth}
  input: 'input${sourceExtension(start)}',
}`
}

/** `tailrace.config.*`, only where the deploy file cannot say what it says. */
export const configFiles = (start: ProjectStart): StartFiles => {
  if (start.deploy === 'serverless' && !start.isBesideOther) return {}
  const file = `tailrace.config${sourceExtension(start)}`
  return {
    [file]: `import { defineConfig } from 'tailrace/config'\n\nexport default defineConfig(${body(start)})\n`,
  }
}

/** What the compiler and Git are told, where nobody has told them. */
export const toolFiles = (start: ProjectStart): StartFiles => ({
  '.gitignore': 'node_modules/\n.tailrace/\ncdk.out/\n.serverless/\n.aws-sam/\n',
  ...(start.language === 'typescript' && { 'tsconfig.json': compilerOptions }),
})

const cdkPackages = {
  'aws-cdk': '^2.1030.0',
  'aws-cdk-lib': '^2.220.0',
  constructs: '^10.4.0',
  tsx: '^4.20.0',
}

/** Scripts and dependencies of a start. */
export const wantedPackage = (start: ProjectStart): WantedPackage => ({
  scripts: { dev: 'tailrace dev', test: 'vitest run', check: 'tailrace check' },
  dependencies: { tailrace: `^${start.version}`, valibot: '^1.5.0' },
  devDependencies: {
    ...(start.language === 'typescript' && { '@types/node': '^24.0.0' }),
    ...(start.deploy === 'cdk' && !start.isBesideOther && cdkPackages),
    esbuild: '^0.28.2',
    ...(start.language === 'typescript' && { typescript: '^6.0.3' }),
    vitest: '^5.1.1',
  },
})

/** A package.json of a project that has none. */
export const newPackage = ({ name }: ProjectStart): string =>
  `{\n  "name": ${JSON.stringify(name)},\n  "private": true,\n  "type": "module"\n}\n`
