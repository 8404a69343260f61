import { integer, list } from './setting';

/** Settings of calls to the outside. */
export const outgoingSettings = {
  OUTGOING_CIRCUIT_FAILURES: integer({
    group: 'Outgoing calls',
    text: 'After so many failures in a row an outside service is left alone for a while (its circuit opens).',
    default: 5,
    min: 1,
    max: 1000,
  }),
  OUTGOING_CIRCUIT_PAUSE_MS: integer({
    group: 'Outgoing calls',
    text: 'How long it is left alone before one call tries whether it is back.',
    default: 30_000,
    min: 50,
    max: 3_600_000,
  }),
  OUTGOING_DNS_SERVERS: list({
    group: 'Outgoing calls',
    text: 'DNS servers (comma list of address or address:port) that look up the addresses people give, such as those of webhooks. Where it is not set, the machine looks them up as it does all names.',
    default: [],
  }),
  WEBHOOK_ALLOWED_HOSTS: list({
    group: 'Outgoing calls',
    text: 'Comma list of host:port that webhooks may go to although the address is not public, also by http. Anything else must be https and public.',
    default: [],
  }),
  WEBHOOK_TIMEOUT_MS: integer({
    group: 'Outgoing calls',
    text: 'How long a receiver of webhooks has to answer.',
    default: 15_000,
    min: 50,
    max: 50_000,
  }),
  WEBHOOK_RETRY_SECONDS: list({
    group: 'Outgoing calls',
    text: 'Pauses before each further try of a delivery, in seconds; up to a tenth of each is left out by chance.',
    default: ['5', '300', '1800', '7200', '18000', '25200', '32400'],
  }),
  WEBHOOK_DISABLE_AFTER_HOURS: integer({
    group: 'Outgoing calls',
    text: 'A webhook that has failed for so long, without one success, is switched off.',
    default: 168,
    min: 0,
    max: 8760,
  }),
};
