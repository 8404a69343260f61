import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AllSights,
  InvitationKinds,
  Invitations,
  JobAnswers,
  People,
  PostponeJob,
  type Transaction,
} from '@almanac/platform';
import type { SecurityFact, Texts } from '../../domain/texts/texts';
import type { Heard, NotificationComposer, NotificationDraft, NotifyingName } from './notification-draft';
import type { PlanningName } from './planning.composer';

export type AccountName = Exclude<NotifyingName, PlanningName>;

/** Jobs of which a mail of their own tells. */
const mailedJobs: readonly string[] = ['data-export'];

/**
 * What concerns people's accounts. Mails about security and invitations are written by whoever knows of them, with
 * links in them that nobody else may hold: here they are told by the other ways.
 */
@Injectable()
export class AccountComposer implements NotificationComposer<AccountName> {
  constructor(
    private readonly people: People,
    private readonly invitations: Invitations,
    private readonly kinds: InvitationKinds,
    private readonly sights: AllSights,
    private readonly answers: JobAnswers,
  ) {}

  async compose(tx: Transaction, event: Heard<AccountName>): Promise<NotificationDraft[]> {
    switch (event.name) {
      case 'invitation.created':
        return this.invited(tx, event.payload.invitationId);
      case 'job.finished':
        return (await this.isAnswered(tx, event)) ? [] : jobEnded(event);
      case 'webhook.disabled': {
        const { userId, host, reason } = event.payload;
        return [{ kind: 'job', userIds: [userId], say: (texts) => texts.webhookDisabled({ host, reason }) }];
      }
      case 'billing.noticed': {
        const { userId, notice } = event.payload;
        return [
          {
            kind: 'billing',
            userIds: [userId],
            path: '/billing',
            say: (texts, reader) => texts.billing(notice, reader),
          },
        ];
      }
      default:
        return [security(event)];
    }
  }

  /**
   * Whoever waited for it and was answered with its end has it.
   * @throws PostponeJob where that may still come
   */
  private async isAnswered(tx: Transaction, { payload: { jobId } }: Heard<'job.finished'>): Promise<boolean> {
    const { answered, openMs } = await this.answers.of(tx, jobId);
    if (answered || openMs === 0) return answered;
    throw new PostponeJob(openMs, 'The request that waits for the job is not answered yet');
  }

  /** Only who has proved that the address is theirs learns of it. */
  private async invited(tx: Transaction, id: Id): Promise<NotificationDraft[]> {
    const invitation = await this.invitations.open(tx, id);
    if (!invitation) return [];
    const person = await this.people.findByEmail(tx, invitation.email);
    const [addressee] = person ? await this.people.addressees(tx, [person.id]) : [];
    const subject = await this.kinds.of(invitation.kind).subject(tx, invitation.resourceId);
    if (!subject || !addressee?.emailVerified) return [];
    const { kind, resourceId } = invitation;
    const sight = (await this.sights.look(tx, kind, [resourceId], [addressee.id])).get(resourceId);
    const facts = { what: subject.what, name: subject.name, role: invitation.role };
    return [
      {
        kind: 'invitation',
        userIds: [addressee.id],
        actorId: invitation.invitedBy,
        ownerId: sight?.ownerId ?? null,
        without: ['email'],
        say: (texts) => texts.invited(facts),
      },
    ];
  }
}

function jobEnded({
  payload: { userId, type, status, personal },
}: Heard<'job.finished'>): NotificationDraft[] {
  // Whoever cancelled it knows.
  if (status === 'cancelled') return [];
  return [
    {
      kind: 'job',
      userIds: [userId],
      personal,
      ...(mailedJobs.includes(type) && status === 'completed' ? { without: ['email'] } : {}),
      say: (texts) => (status === 'completed' ? texts.jobDone({ type }) : texts.jobFailed({ type })),
    },
  ];
}

type SecurityName = Exclude<
  AccountName,
  'invitation.created' | 'job.finished' | 'webhook.disabled' | 'billing.noticed'
>;

function security(event: Heard<SecurityName>): NotificationDraft {
  const facts = securityFacts(event);
  const { userId } = event.payload;
  return { kind: 'security', userIds: [userId], without: ['email'], say: (texts) => texts.security(facts) };
}

function securityFacts(event: Heard<SecurityName>): Parameters<Texts['security']>[0] {
  switch (event.name) {
    case 'security.noticed': {
      const { kind, device, country } = event.payload;
      return { what: kind, device, country };
    }
    case 'user.second-factor-changed':
      return { what: event.payload.change };
    default:
      return { what: plain[event.name] };
  }
}

const plain: Record<
  Exclude<SecurityName, 'security.noticed' | 'user.second-factor-changed'>,
  SecurityFact
> = {
  'user.password-changed': 'password-changed',
  'user.email-changed': 'email-changed',
  'user.locked': 'locked',
  'user.identity-linked': 'identity-linked',
};
