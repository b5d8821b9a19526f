import { expect, it } from 'vitest'
import { lackingPackages } from './lacking-packages.ts'

it.each([
  [
    [
      'npm error code E404',
      'npm error 404 Not Found - GET http://127.0.0.1:4873/left-pad-of-nobody - no such package available',
      "npm error 404  The requested resource 'left-pad-of-nobody@*' could not be found or you do not have permission to access it.",
    ],
    ['left-pad-of-nobody', 'left-pad-of-nobody@*'],
  ],
  [
    ['npm error 404 Not Found - GET http://127.0.0.1:4873/@esbuild%2flinux-x64 - no such package available'],
    ['@esbuild/linux-x64'],
  ],
  [
    ['npm error 404 Not Found - GET http://127.0.0.1:4873/osls/-/osls-4.3.1.tgz - no such file available'],
    ['osls'],
  ],
  [["npm error 404  'hono@^9' is not in this registry."], ['hono@^9']],
  [
    ['npm error code ETARGET', 'npm error notarget No matching version found for vitest@^50.1.1.'],
    ['vitest@^50.1.1'],
  ],
  [['npm error code ETIMEDOUT', 'npm error network request to http://127.0.0.1:4873/hono failed'], []],
  [['1 test failed: 404 is not 200'], []],
])('names what a registry lacks: %j', (lines, names) => {
  expect(lackingPackages(lines.join('\n'))).toEqual(names)
})
