/** How the three themes look. */
import type { PdfOptions } from '../../domain/pdf-options';
import type { TextStyle } from '../typography/line-layout';

export interface PdfTheme {
  readonly name: PdfOptions['theme'];
  /** Headings, bars, marks. */
  readonly accent: string;
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly rule: string;
  /** Behind a progress bar. */
  readonly track: string;
  /** Sections have colours of their own. */
  readonly sectionColors: boolean;
}

const INK = '#1c2430';
const URGENT = '#b42318';
const HIGH = '#b54708';

/** For sections that have no colour, where sections have colours. */
const PALETTE = ['#2563eb', '#0d9488', '#c2610c', '#db2777', '#7c3aed', '#059669', '#dc2626', '#0284c7'];

export function themeOf(name: PdfOptions['theme'], planner: string | null): PdfTheme {
  switch (name) {
    case 'professional':
      return {
        name,
        accent: '#1f3a5f',
        ink: INK,
        soft: '#4a5565',
        faint: '#737d8c',
        rule: '#d5dae1',
        track: '#e3e8ef',
        sectionColors: false,
      };
    case 'minimal':
      return {
        name,
        accent: '#111111',
        ink: '#111111',
        soft: '#555555',
        faint: '#757575',
        rule: '#e2e2e2',
        track: '#e8e8e8',
        sectionColors: false,
      };
    case 'colorful':
      return {
        name,
        accent: readable(hexColor(planner) ?? '#4f46e5'),
        ink: INK,
        soft: '#4a5565',
        faint: '#737d8c',
        rule: '#e4e1f0',
        track: '#e9e7f3',
        sectionColors: true,
      };
  }
}

/** The colour of a section, dark enough to be read on white. */
export function sectionColor(theme: PdfTheme, section: { index: number; color: string | null }): string {
  if (!theme.sectionColors) return theme.accent;
  return readable(hexColor(section.color) ?? PALETTE[section.index % PALETTE.length] ?? theme.accent);
}

export function priorityColor(priority: string, theme: PdfTheme): string {
  if (priority === 'urgent') return theme.name === 'minimal' ? theme.ink : URGENT;
  if (priority === 'high') return theme.name === 'minimal' ? theme.ink : HIGH;
  return theme.soft;
}

/** `#rrggbb` of `#rgb`, `#rrggbb` or `#rrggbbaa`; nothing of anything else. */
export function hexColor(text: string | null): string | undefined {
  const digits = /^#([\da-f]{3}|[\da-f]{6}|[\da-f]{8})$/i.exec(text ?? '')?.[1]?.toLowerCase();
  if (digits === undefined) return undefined;
  return digits.length === 3 ? `#${[...digits].map((d) => d + d).join('')}` : `#${digits.slice(0, 6)}`;
}

/** The same colour, made darker until it has 4.5 : 1 on white (WCAG 2.2, 1.4.3). */
export function readable(color: string): string {
  let result = color;
  for (let i = 0; i < 40 && 1.05 / (luminance(result) + 0.05) < 4.5; i++)
    result = mix(result, '#000000', 0.1);
  return result;
}

/** @param share of the second colour, 0 to 1 */
export function mix(color: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const from = Number.parseInt(color.slice(at, at + 2), 16);
    const to = Number.parseInt(other.slice(at, at + 2), 16);
    return Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function sans(size: number, color: string, weight = 400): TextStyle {
  return { typeface: 'sans', size, color, weight };
}
