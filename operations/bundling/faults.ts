import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of making what is deployed out of a project's functions. */
export const bundleFaults = defineFaults({
  'bundle.client-missing': {
    disposition: 'stop',
    message: (d: { functionName: string; client: string; variable: string }) =>
      `${d.functionName} needs ${d.client}, because of its ${d.variable}, and it is not installed.`,
    remedy: 'npm install that package in the project, or give the variable another URL.',
  },
  'bundle.incomplete': {
    disposition: 'stop',
    message: (d: { functionName: string; problems: readonly string[] }) =>
      `The bundle of ${d.functionName} would lack something: ${d.problems.join('; ')}.`,
    remedy: 'Put the file there, or import the module so that it is bundled.',
  },
  'bundle.function-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; known: readonly string[] }) =>
      `The project has no function ${d.functionName} on a stream; it has ${d.known.join(', ')}.`,
    remedy: 'Name one of these, or leave --function out.',
  },
  'bundle.nothing-to-bundle': {
    disposition: 'stop',
    message: (d: { functionNames: readonly string[] }) =>
      `Nothing here runs in Node.js: ${d.functionNames.join(', ')}.`,
    remedy: 'Functions in other languages are packaged by the deploy tool.',
  },
  'bundle.unwritable': {
    disposition: 'stop',
    message: (d: { path: string; reason: string }) => `${d.path} cannot be written: ${d.reason}.`,
    remedy: 'Make room or give rights there, or name another place with --out.',
  },
})
