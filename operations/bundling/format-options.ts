import { requireBanner } from '../build/bundle-options.ts'

/** ES modules, or CommonJS. */
export type BundleFormat = 'esm' | 'cjs'

const esmBanner =
  requireBanner('import.meta.url') +
  'const __tr_filename=import.meta.filename,__tr_dirname=import.meta.dirname;'

const cjsBanner = "const __tr_url=require('node:url').pathToFileURL(__filename).href;"

/** In a bundle, modules of either format find what lies beside them beside the output. */
export const formatOptions = (
  format: BundleFormat,
): {
  readonly format: BundleFormat
  readonly banner: Record<string, string>
  readonly define: Record<string, string>
  readonly outExtension: Record<string, string>
} =>
  format === 'esm'
    ? {
        format,
        outExtension: { '.js': '.mjs' },
        banner: { js: esmBanner },
        define: { __dirname: '__tr_dirname', __filename: '__tr_filename' },
      }
    : {
        format,
        outExtension: { '.js': '.cjs' },
        banner: { js: cjsBanner },
        define: {
          'import.meta.url': '__tr_url',
          'import.meta.dirname': '__dirname',
          'import.meta.filename': '__filename',
        },
      }
