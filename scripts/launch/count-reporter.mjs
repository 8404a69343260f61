/**
 * A Jest reporter that writes the counts of each test file to the file in ALMANAC_TEST_COUNTS, for the closing line of
 * `npm test`. A file that could not be run at all counts as one failed test, as it hides an unknown number.
 */
import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onRunComplete(_contexts, { testResults }) {
    const counts = testResults.map((file) => ({
      path: file.testFilePath,
      passed: file.numPassingTests,
      failed: file.numFailingTests + (file.testExecError && file.numFailingTests === 0 ? 1 : 0),
      skipped: file.numPendingTests + file.numTodoTests,
    }));
    writeFileSync(process.env.ALMANAC_TEST_COUNTS, JSON.stringify(counts));
  }
}
