'use strict';
// Writes what mocha's own JSON reporter writes, which before version 9.2 cannot write to a file.
const fs = require('fs');

const report = process.env.DEVFLOW_REPORT; // -- before a test can change it
require('./devflow_argv.cjs')(__filename);

module.exports = class Report {
  constructor(runner) {
    const told = { passes: [], pending: [], failures: [] };
    const tell = (group, test, error) =>
      told[group].push({ file: test.file, fullTitle: test.fullTitle(), err: { message: words(error) } });
    runner.on('pass', (test) => tell('passes', test));
    runner.on('pending', (test) => tell('pending', test));
    runner.on('fail', (test, error) => tell('failures', test, error));
    runner.once('end', () => fs.writeFileSync(report, JSON.stringify(told)));
  }
};

function words(error) {
  if (error === undefined) return '';
  return String((error && error.message) || error);
}
