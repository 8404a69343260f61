/** The sheet that is written on. */
import type { HandwritingOptions } from '../../domain/handwriting-options';
import type { PdfCanvas } from '../typography/pdf-canvas';

/** From line to line, in points; a square of the grid is half of it. */
export const PITCH = 26;
const FIRST_LINE = 92;
const MARGIN_LINE = 78;
const BLUE = '#c9dcf0';
const RED = '#f0b7b7';
const GRID = '#dbe6ee';

/** Where lines are written: the first line's top, and the number of lines. */
export function sheet(height: number): { top: number; lines: number } {
  return { top: FIRST_LINE - PITCH, lines: Math.floor((height - FIRST_LINE - 50) / PITCH) + 1 };
}

export function drawPaper(canvas: PdfCanvas, paper: HandwritingOptions['paper']): void {
  const { width, height } = canvas.paper;
  if (paper === 'lined') {
    for (let y = FIRST_LINE; y <= height - 36; y += PITCH) canvas.fillRect(0, y, width, 0.7, BLUE);
    canvas.fillRect(MARGIN_LINE, 0, 0.8, height, RED);
    for (const y of [0.16, 0.5, 0.84]) canvas.circle(30, height * y, 8, '#e9e9e9');
  }
  if (paper === 'grid') {
    const step = PITCH / 2;
    for (let y = FIRST_LINE % step; y < height; y += step) canvas.fillRect(0, y, width, 0.5, GRID);
    for (let x = step / 2; x < width; x += step) canvas.fillRect(x, 0, 0.5, height, GRID);
  }
}
