/** What property tests draw is the same in every run, unless FC_SEED says another seed, or `random`. */
const { configureGlobal } = require('fast-check');

const { FC_SEED = '20261126' } = process.env;
if (FC_SEED !== 'random') configureGlobal({ seed: Number(FC_SEED) });
