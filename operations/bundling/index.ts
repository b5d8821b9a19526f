// Entry `tailrace/bundling`: what bundlers have to know of this package, and functions bundled.
export { bundleFaults } from './faults.ts'
export type { BundledFunction, BundledProject, BundleProjectOptions } from './bundle-project.ts'
export { bundleProject } from './bundle-project.ts'
export type { EsbuildOptions } from './esbuild-options.ts'
export { esbuildOptions, externalClients } from './esbuild-options.ts'
export type { BundleFormat } from './format-options.ts'
export type { OptionalClient } from './optional-clients.ts'
export { optionalClients } from './optional-clients.ts'
