import type { MailLanguage } from './mail-language';

/** The words that the layout itself brings along. */
export interface MailWords {
  /** Above the address of the button, for programs that show no buttons. */
  orCopy: string;
}

export const mailWords: Record<MailLanguage, MailWords> = {
  en: { orCopy: 'Or copy this address into your browser:' },
  de: { orCopy: 'Oder kopieren Sie diese Adresse in Ihren Browser:' },
};
