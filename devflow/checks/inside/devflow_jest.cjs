'use strict';
// A reporter that reports nothing: jest loads it before any test, and writes its own report.
require('./devflow_argv.cjs')(__filename);

module.exports = class Nothing {};
