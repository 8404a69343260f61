/** Imported first by every script: an old Node would otherwise fail later, in words that help nobody. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Almanac needs Node.js 20.19 or newer, and this is ${process.version}.\n`);
  process.exit(1);
}
