import type { Permission } from '@almanac/contracts';
import { missingPermissions } from '@almanac/kernel';
import { seesPersonal, type Principal } from '../../context';
import type { LiveConnection } from '../live-connection';

/**
 * What a sign-in must be allowed to hear something of its user's own room, by what comes before the colon in its name:
 * the same as to read it by REST. A key may have been given less than its owner may do.
 */
const NEEDED: Readonly<Record<string, readonly Permission[]>> = {
  plan: ['read:own-plans'],
  notification: ['read:own-profile'],
  job: ['read:own-profile'],
};

const TYPE = /^\{"type":"([^":]*)/;
/** Only these say it, and only of what is for the person alone. In a text the quotation marks would be escaped. */
const PERSONAL = '"personal":true';
/** And jobs what it takes to see them; names of permissions hold nothing that is escaped. */
const JOB_NEEDS = /"needs":\[([^\]]*)\]/;
const MAY_BE_PERSONAL = ['job', 'notification'];

/** Who may hear a message of a user's own room. */
export class MayHear {
  private readonly needed: readonly string[];
  private readonly isPersonal: boolean;

  constructor(text: Buffer) {
    const kind = TYPE.exec(text.toString('latin1', 0, 100))?.[1] ?? '';
    const needed = Object.hasOwn(NEEDED, kind) ? (NEEDED[kind] ?? []) : [];
    this.needed = kind === 'job' ? [...needed, ...needsOf(text)] : needed;
    this.isPersonal = MAY_BE_PERSONAL.includes(kind) && text.includes(PERSONAL);
  }

  of(members: Iterable<LiveConnection>): LiveConnection[] {
    return [...members].filter(({ signedIn }) => signedIn !== undefined && this.isFor(signedIn.principal));
  }

  isFor(principal: Principal): boolean {
    if (this.isPersonal && !seesPersonal(principal)) return false;
    return missingPermissions(principal.permissions, this.needed).length === 0;
  }
}

function needsOf(text: Buffer): string[] {
  const list = JOB_NEEDS.exec(text.toString('latin1'))?.[1] ?? '';
  return list.split(',').flatMap((name) => (name === '' ? [] : [name.replaceAll('"', '')]));
}
