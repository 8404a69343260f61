import { Injectable } from '@nestjs/common';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Email } from 'postal-mime';
import { Config } from '../config';
import { mailFolder } from './file-mailer';
import { mailFileName, mailIdOf } from './mail-file-name';

/** A mail that was written to the data folder, read back. */
export interface StoredMail {
  id: string;
  to: string[];
  subject: string;
  /** ISO 8601. */
  date: string;
  text: string;
  html: string;
  /** Every web address in it, each once, in order. */
  links: string[];
  /** By name in lower case; a header that stands several times is joined by line breaks. */
  headers: Record<string, string>;
}

/** Reads the `.eml` files back, for `/dev/mail`, and deletes those of somebody who is gone. */
@Injectable()
export class MailStore {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = mailFolder(config);
  }

  /** Newest first. `to` is one address, in whatever case. */
  async list({ to, limit = 100 }: { to?: string | undefined; limit?: number } = {}): Promise<StoredMail[]> {
    const wanted = to?.trim().toLowerCase();
    const found: StoredMail[] = [];
    for (const name of await this.names()) {
      if (found.length >= limit) break;
      const mail = await this.read(name, wanted);
      if (mail && (wanted === undefined || mail.to.some((address) => address.toLowerCase() === wanted)))
        found.push(mail);
    }
    return found;
  }

  /** Deletes every mail to the address. A mail has one recipient. */
  async removeTo(address: string): Promise<void> {
    const wanted = address.toLowerCase();
    for (const name of await this.names()) {
      const mail = await this.read(name, wanted);
      if (mail?.to.some((recipient) => recipient.toLowerCase() === wanted))
        await rm(join(this.folder, name), { force: true });
    }
  }

  /** Deletes the mails with these ids. */
  async remove(ids: readonly string[]): Promise<void> {
    const names = ids.map((id) => mailFileName(id));
    for (const name of names) await rm(join(this.folder, name), { force: true });
  }

  private async names(): Promise<string[]> {
    try {
      const names = await readdir(this.folder);
      return names
        .filter((name) => mailIdOf(name) !== undefined)
        .sort((left, right) => (left < right ? 1 : -1));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  private async read(name: string, wanted: string | undefined): Promise<StoredMail | undefined> {
    // A file may be deleted while we look.
    const raw = await readFile(join(this.folder, name)).catch(() => undefined);
    if (!raw) return undefined;
    // Addresses in ASCII stand in the header as they are: the others need no parsing.
    const plain = wanted !== undefined && /^[\u0020-\u007e]+$/.test(wanted);
    if (plain && !raw.toString('latin1').toLowerCase().includes(wanted)) return undefined;
    const { default: PostalMime } = await import('postal-mime');
    return toStored(mailIdOf(name) ?? name, await PostalMime.parse(raw));
  }
}

function toStored(id: string, mail: Email): StoredMail {
  const headers: Record<string, string> = {};
  for (const { key, value } of mail.headers)
    headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
  const { text = '', html = '' } = mail;
  return {
    id,
    to: (mail.to ?? []).flatMap((address) => address.address ?? []),
    subject: mail.subject ?? '',
    date: isoTime(mail.date),
    text,
    html,
    links: linksOf(text, html),
    headers,
  };
}

function isoTime(date: string | undefined): string {
  const time = new Date(date ?? 0);
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString();
}

function linksOf(text: string, html: string): string[] {
  const inText = text.match(/https?:\/\/[^\s<>"']+/g) ?? [];
  const inHtml = [...html.matchAll(/href="(https?:\/\/[^"]+)"/g)].map((match) =>
    unescapeHtml(match[1] ?? ''),
  );
  return [...new Set([...inText, ...inHtml])];
}

function unescapeHtml(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
