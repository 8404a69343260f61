import type { MailLanguage } from './mail-language';

/** One thing of a list in a mail: what it is, what is to be said of it, and where it is. */
export interface MailItem {
  title: string;
  body?: string | undefined;
  /** When it happened, as the reader reads times. */
  time?: string | undefined;
  url?: string | undefined;
}

/** What a mail says; HTML and text are made from this one source. All of it is plain text. */
export interface MailContent {
  subject: string;
  /** Of the words around it: the texts themselves come in it already. */
  language?: MailLanguage;
  /** What mail programs show beside the subject; the first paragraph where nothing is given. */
  preheader?: string;
  greeting: string;
  paragraphs: readonly string[];
  /** What happened in short: when, where, by what. */
  facts?: readonly { label: string; value: string }[];
  items?: readonly MailItem[];
  /** Under the list, such as how many are not in it. */
  afterItems?: string;
  action?: { label: string; url: string };
  /** What to do where the action is not what the reader wants. */
  otherwise?: { text: string; label: string; url: string };
  /** Why the reader gets this. */
  footer: string;
  /** Further ways out, such as the link that unsubscribes. */
  footerLinks?: readonly { label: string; url: string }[];
}
