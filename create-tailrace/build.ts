// Makes the one file of this package out of the repository's own code, so that nothing has to be installed beside it.
import { build } from 'esbuild'
import { requireBanner } from '../operations/build/bundle-options.ts'

await build({
  entryPoints: [new URL('main.ts', import.meta.url).pathname],
  outfile: new URL('dist/create-tailrace.js', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  banner: {
    js: `#!/usr/bin/env node
${requireBanner('import.meta.url')}`,
  },
  legalComments: 'inline',
  logLevel: 'warning',
})
