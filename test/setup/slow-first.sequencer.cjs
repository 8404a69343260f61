/**
 * Where Jest has no times of an earlier run (continuous integration), it begins with the largest files. Some short ones
 * wait for processes or read the whole of the sources: they come first, so that none is alone in the end.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

const SLOW = ['background/kill', 'background/relay', 'start/start', 'access/sweep', 'architecture/arrows.'];

class SlowFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => Number(!SLOW.some((name) => path.includes(`/${name}`)));
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}

module.exports = SlowFirst;
