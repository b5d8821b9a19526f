// Draws docs/pictures/rooms.svg from the imports that there are; with --check, fails when it is stale.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { arrowsOf, unreadable } from './rooms-picture/arrows.ts'
import { drawRooms } from './rooms-picture/draw-rooms.ts'
import { aside, places } from './rooms-picture/places.ts'
import { roomImports } from './rooms-picture/room-imports.ts'

const path = 'docs/pictures/rooms.svg'
const base = 'core'
const notOurs = ['node_modules', 'dist', '.tailrace', '.serverless']

const files = globSync('*/**/*.ts', { exclude: name => notOurs.includes(name.split('/').at(-1) ?? '') })
// The engine's entry hands the file adapters of its ports on; no file of the room knows them.
const entry = 'engine/index.ts'
const imports = roomImports(files.filter(path => path !== entry).toSorted()).filter(
  ({ from, to }) => !aside.has(from) && !aside.has(to),
)
const arrows = arrowsOf(
  imports.filter(({ to }) => to !== base),
  places,
)

const rooms = [...new Set(imports.flatMap(({ from, to }) => [from, to]))].toSorted()
const problems = [
  ...rooms.filter(room => places[room] === undefined).map(room => `${room} has no place in the picture`),
  ...Object.keys(places)
    .filter(room => !rooms.includes(room))
    .map(room => `${room} has a place in the picture and no imports`),
  ...rooms
    .filter(room => room !== base && !imports.some(({ from, to }) => from === room && to === base))
    .map(room => `${room} does not import ${base}, which the picture says of all`),
  ...unreadable(arrows, places),
]

const picture = drawRooms(places, arrows, base)
if (!process.argv.includes('--check')) writeFileSync(path, picture)
else if (readFileSync(path, 'utf8') !== picture)
  problems.push(`${path} is stale: run node scripts/rooms-picture.ts`)

for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
