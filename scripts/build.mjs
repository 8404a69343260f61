#!/usr/bin/env node
/** `npm run build`: compiles, and bundles each program into dist/. */
import './launch/node-version.mjs';
import { ensureBuilt, forgetBuild } from './launch/build.mjs';
import { report } from './services/index.mjs';

try {
  forgetBuild();
  await ensureBuilt();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
