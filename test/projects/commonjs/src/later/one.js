counted = 1
module.exports.value = 'loaded later ' + counted
