'use strict'
const fs = require('node:fs')
const path = require('path')
const { greet } = require('./greet')
const settings = require('../settings.json')

// Sloppy code elsewhere in the project may do this; a module that is made an ES module could not.
const words = fs.readFileSync(path.join(__dirname, 'words.txt'), 'utf8').trim()
const later = name => require(`./later/${name}.js`)

exports.handler = (event, context, callback) => undefined
module.exports.handler = async event => ({
  greeting: greet(settings.name),
  words,
  later: later('one').value,
  resolved: path.relative(__dirname, require.resolve('./greet')),
  isMain: require.main === module,
  records: event.Records.length,
})
