import { optionalText, text, url } from './setting';

/** Settings of the ways to tell people things, besides SMTP, and of where that leads. */
export const channelSettings = {
  APP_URL: url(['http', 'https'], {
    group: 'HTTP',
    text: 'Address of your front-end, to which notifications lead: /planners/<id>, /activities/<id>, /plans/<id> and /billing are put behind it, so that https://app.example.org/# does for routes after a #. Without it, notifications say where a thing is and have no link.',
    default: '',
    optional: true,
  }),
  SENDGRID_API_KEY: optionalText({
    group: 'Mail',
    text: 'Key of SendGrid with the right to send mail; mails go there where SMTP_URL is not set.',
    secret: true,
  }),
  SENDGRID_URL: url(['http', 'https'], {
    group: 'Mail',
    text: 'Address of SendGrid’s API; https://api.eu.sendgrid.com for accounts in the European Union.',
    default: 'https://api.sendgrid.com',
  }),
  TWILIO_ACCOUNT_SID: optionalText({
    group: 'SMS',
    text: 'Account at Twilio that sends SMS. Without it, they are written as files to the data folder.',
  }),
  TWILIO_AUTH_TOKEN: optionalText({ group: 'SMS', text: 'Token of the account at Twilio.', secret: true }),
  TWILIO_FROM: optionalText({
    group: 'SMS',
    text: 'Sender of SMS: a number such as +15005550006, a name, or a messaging service (MG…).',
  }),
  TWILIO_URL: url(['http', 'https'], {
    group: 'SMS',
    text: 'Address of Twilio’s API.',
    default: 'https://api.twilio.com',
  }),
  FCM_SERVICE_ACCOUNT: optionalText({
    group: 'Push',
    text: 'Service account of Firebase as JSON, for push to apps; best as a file, in FCM_SERVICE_ACCOUNT_FILE. Without it, apps get no push.',
    secret: true,
  }),
  FCM_URL: url(['http', 'https'], {
    group: 'Push',
    text: 'Address of Firebase Cloud Messaging.',
    default: 'https://fcm.googleapis.com',
  }),
  FCM_TOKEN_URL: url(['http', 'https'], {
    group: 'Push',
    text: 'Address at which Google gives tokens to service accounts.',
    default: 'https://oauth2.googleapis.com/token',
  }),
  VAPID_PRIVATE_KEY: optionalText({
    group: 'Push',
    text: 'Private key of Web Push (P-256, base64url) by which browsers know this server; keep it, as a new one ends all subscriptions. `npm start` makes one. Without it, browsers get no push.',
    secret: true,
  }),
  VAPID_SUBJECT: text({
    group: 'Push',
    text: 'Whom push services reach when something is wrong: a mailto: or https: address; the address in MAIL_FROM where nothing is set.',
    default: '',
  }),
} as const;
