/**
 * A Jest reporter that writes the counts of a run to the file in ALMANAC_TEST_COUNTS, for the closing line of
 * `npm test`. A file that could not be run at all counts as one failed test, as it hides an unknown number.
 */
import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(process.env.ALMANAC_TEST_COUNTS, JSON.stringify(counts));
  }
}
