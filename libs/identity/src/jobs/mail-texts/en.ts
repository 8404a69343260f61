import type { SecondFactorChange } from '@almanac/contracts';
import type { AccountMailTexts, NoticeFacts } from './account-mail-texts';

const factors: Record<SecondFactorChange, { subject: string; greeting: string; what: string }> = {
  'mfa-enabled': {
    subject: 'Two-step sign-in is on',
    greeting: 'Two-step sign-in is on',
    what: 'From now on your account asks for a code of your authenticator when you sign in. Keep your backup codes where you find them without your phone.',
  },
  'mfa-disabled': {
    subject: 'Two-step sign-in is off',
    greeting: 'Two-step sign-in is off',
    what: 'Your account asks for no code any more when you sign in, and the backup codes are void.',
  },
  'mfa-reset': {
    subject: 'Two-step sign-in was taken off your account',
    greeting: 'Two-step sign-in was taken off',
    what: 'An admin did it, as for people who have lost their phone. Your account asks for no code any more, the backup codes are void, and you were signed out everywhere.',
  },
  'backup-codes-renewed': {
    subject: 'You have new backup codes',
    greeting: 'New backup codes were made',
    what: 'The former backup codes of your account are void.',
  },
  'passkey-added': {
    subject: 'A passkey was added to your account',
    greeting: 'A passkey was added',
    what: 'Whoever holds it can sign in to your account without a password.',
  },
  'passkey-removed': {
    subject: 'A passkey was removed from your account',
    greeting: 'A passkey was removed',
    what: 'It can no longer be used to sign in to your account.',
  },
};

const notices: Record<NoticeFacts['kind'], { subject: string; happened: string }> = {
  'new-device': {
    subject: 'A new device signed in to your account',
    happened: 'Somebody signed in to your account from a device that we did not know.',
  },
  'new-country': {
    subject: 'A sign-in to your account from another country',
    happened: 'Somebody signed in to your account from a country that it was not used from before.',
  },
  'many-accounts': {
    subject: 'A suspicious sign-in to your account',
    happened: 'Somebody signed in to your account from an address that has tried many other accounts, too.',
  },
  'token-reuse': {
    subject: 'We have ended one of your sessions',
    happened:
      'A key that keeps one of your devices signed in was used twice. A stranger may have had a copy, so we have signed that device out.',
  },
};

/** Mails about accounts in English. */
export const en: AccountMailTexts = {
  footer:
    'You get this mail because this address was given for an Almanac account. If that was not you, you need not do anything.',
  verifyEmail: (url) => ({
    subject: 'Please verify your e-mail address',
    greeting: 'Welcome to Almanac',
    paragraphs: [
      'Please verify that this address is yours, so that we can reach you about your account.',
      'The link is good for 24 hours, and for one use.',
    ],
    action: { label: 'Verify my address', url },
  }),
  registrationRepeated: () => ({
    subject: 'You have an account already',
    greeting: 'You have an Almanac account already',
    paragraphs: [
      'Somebody, perhaps you, tried to make a new account with this address. Nothing was changed.',
      'If it was you: sign in with the password that you chose back then.',
    ],
  }),
  resetPassword: (url) => ({
    subject: 'Choose a new password',
    greeting: 'Have you forgotten your password?',
    paragraphs: [
      'Somebody, we hope you, asked for a new password for your account. By this link you can choose one; it is good for an hour, and for one use.',
      'If it was not you, leave this mail alone: nothing has changed.',
    ],
    action: { label: 'Choose a new password', url },
  }),
  passwordChanged: () => ({
    subject: 'Your password was changed',
    greeting: 'Your password was changed',
    paragraphs: [
      'The password of your account is a new one now, and your other devices are signed out.',
      'If it was not you, ask for a new password at the sign-in page at once, and tell the admin of this server.',
    ],
  }),
  confirmOldEmail: (newEmail, confirm, cancel) => ({
    subject: 'Shall your account get another e-mail address?',
    greeting: 'Another address for your account',
    paragraphs: [
      `Somebody who knows your password wants your account to have the address ${newEmail}. It changes when this is confirmed here and there. The link is good for 24 hours.`,
    ],
    action: { label: 'Confirm the change', url: confirm },
    otherwise: { text: 'Was it not you? Then', label: 'call it off', url: cancel },
  }),
  confirmNewEmail: (url) => ({
    subject: 'Please confirm your new e-mail address',
    greeting: 'Your new address',
    paragraphs: [
      'This address was given as the new one of an Almanac account. Please confirm that it is yours; the address that the account has now is asked, too.',
      'The link is good for 24 hours.',
    ],
    action: { label: 'Confirm this address', url },
  }),
  emailChanged: (newEmail) => ({
    subject: 'Your account has another e-mail address now',
    greeting: 'Your e-mail address was changed',
    paragraphs: [
      `Your account has the address ${newEmail} now, as was confirmed from here and from there. This address gets no more mail about it.`,
    ],
  }),
  accountLocked: (until) => ({
    subject: 'Sign-in to your account is locked for 15 minutes',
    greeting: 'Somebody entered a wrong password or code five times',
    paragraphs: [
      `To protect your account, nobody can sign in to it from a new device until ${until}. Devices that you have signed in from before still work, and your data was not touched.`,
      'If that was you, wait until then and try again. If it was not, nobody got in. With two-step sign-in on, wrong codes come from somebody who knows your password: then change it.',
    ],
  }),
  secondFactorChanged: (change) => {
    const { subject, greeting, what } = factors[change];
    const otherwise =
      'If that was not you, change your password at once: that ends all other sign-ins and all trust in devices.';
    return { subject, greeting, paragraphs: [what, otherwise] };
  },
  identityLinked: (provider) => ({
    subject: `${provider} was linked to your account`,
    greeting: `You can sign in with ${provider} now`,
    paragraphs: [
      `A sign-in at ${provider} was linked to your Almanac account. Whoever has it can sign in to the account.`,
      'If that was not you, take the link away in your account, change your password, and sign out everywhere.',
    ],
  }),
  securityNotice: ({ kind, time, device, ip, country }) => ({
    subject: notices[kind].subject,
    greeting: notices[kind].subject,
    paragraphs: [
      notices[kind].happened,
      'If that was you, you need not do anything. If it was not, change your password and end all sessions.',
    ],
    facts: [
      { label: 'When', value: time },
      { label: 'Device', value: device },
      { label: 'From', value: ip ?? 'an address that is not known' },
      ...(country === null ? [] : [{ label: 'Country', value: country }]),
    ],
  }),
  invitation: ({ what, name, inviter, role, email, until, url }) => ({
    subject: `You are invited into ${what} “${name}”`,
    greeting: 'You are invited',
    paragraphs: [
      `${inviter ?? 'Somebody'} invites you into ${what} “${name}”, as ${role}.`,
      `Sign in with an account that has this address (${email}); if you have none yet, make one. The link is good until ${until}, and for one use.`,
    ],
    action: { label: 'See the invitation', url },
    footer:
      'You get this mail because somebody gave this address to invite you. If you do not want to join, you need not do anything.',
  }),
  exportReady: (until, url) => ({
    subject: 'The export of your data is ready',
    greeting: 'Your data is ready',
    paragraphs: [
      'Here is everything that this server holds on you, as JSON files in a ZIP.',
      `The link is good until ${until}. It needs no password: give it to nobody.`,
    ],
    action: { label: 'Download my data', url },
  }),
  accountDeleted: (days, until) => ({
    subject: 'Your account is deleted',
    greeting: 'Your account is deleted',
    paragraphs: [
      `You are signed out everywhere, and your API keys have stopped. For ${days} days, until ${until}, you get everything back by signing in. After that it is removed for good.`,
      'An export of your data is being made; its link comes by another mail.',
      'If it was not you, sign in, change your password, and tell the admin of this server.',
    ],
  }),
  accountRestored: () => ({
    subject: 'Your account is back',
    greeting: 'Welcome back',
    paragraphs: [
      'Somebody signed in to your deleted account, which has restored it: everything is as it was, and your API keys work again.',
      'If it was not you, change your password and end all sessions.',
    ],
  }),
};
