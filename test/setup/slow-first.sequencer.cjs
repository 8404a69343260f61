/**
 * Where Jest has no times of an earlier run (continuous integration), it begins with the largest files. Some short ones
 * wait for processes or read the whole of the sources: they come first, so that none is alone in the end and the checks,
 * which run meanwhile in continuous integration, have what they leave of the machine.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

const SLOW = [
  ...['background/', 'start/start', 'access/sweep', 'architecture/arrows.', 'planning/reminders'],
  ...['billing/kill', 'webhooks/kill', 'notifications/mail-kill', 'notifications/sms-kill'],
];

class SlowFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => Number(!SLOW.some((name) => path.includes(`/${name}`)));
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}

module.exports = SlowFirst;
