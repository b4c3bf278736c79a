'use strict';
// Takes what devflow added to a runner's command out of process.argv again: tests may run in the runner's own
// process, and the code under test may read its command line. The runner has read its own by then.
const path = require('path');

// The option that names this file is the first of devflow's; nothing of the person's own comes after it.
module.exports = function forget(file) {
  const named = process.argv.findIndex((word) => word.endsWith(path.basename(file)));
  if (named > 0) process.argv.length = process.argv[named].startsWith('-') ? named : named - 1;
};
