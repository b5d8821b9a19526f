import { readFileSync } from 'node:fs'

/** Source files by the names under which package.json exports them, `tailrace/store` among them. */
export const publicEntries = (): Readonly<Record<string, string>> => {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly name: string
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>
  }
  return Object.fromEntries(
    Object.entries(exports).flatMap(([entry, target]) =>
      typeof target === 'string'
        ? []
        : [[`${name}${entry.slice(1)}`, target.types.replace('./dist/', './').replace('.d.ts', '.ts')]],
    ),
  )
}
