/** Draws a planner, page by page: a cover, then its sections with their activities. */
import type { PdfOptions } from '../../domain/pdf-options';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';
import type { WritingProgress } from '../../domain/planner-writer';
import { type Block, Flow, type Frame } from '../typography/flow';
import { hanOf } from '../typography/font-book';
import { PAPER, PdfCanvas } from '../typography/pdf-canvas';
import { baseline, cutLine, textRows } from '../typography/text-rows';
import type { Turns } from '../../application/turns';
import { isRightToLeft, type Line, plain } from '../typography/line-layout';
import { Calendar } from '../written-words';
import { activityRows } from './activity-rows';
import { coverBlocks, coverDecoration } from './cover-rows';
import type { CoverSetting, SectionLine } from './cover-setting';
import { sans, sectionColor, themeOf } from './pdf-theme';
import { glanceBlocks, MOST_LISTED, sectionAnchor, sectionRows } from './section-rows';

const SIDE = 54;
const MOST_KEYWORDS = 50;

export class PlannerPdf {
  private readonly setting: CoverSetting;
  private readonly flow: Flow;
  private section = '';

  static async open(planner: DrawnPlanner, options: PdfOptions): Promise<PlannerPdf> {
    const { width, height } = PAPER[options.paper];
    const size = options.layout === 'portrait' ? { width, height } : { width: height, height: width };
    const canvas = await PdfCanvas.open(
      size,
      {
        title: plain(planner.title),
        ...(planner.ownerName === null ? {} : { author: plain(planner.ownerName) }),
        ...(planner.tags.length === 0
          ? {}
          : { keywords: planner.tags.slice(0, MOST_KEYWORDS).map(plain).join(', ') }),
        createdAt: new Date(planner.summary.takenAt),
      },
      'en',
      hanOf(`${planner.title} ${planner.description ?? ''}`) ?? 'sc',
    );
    return new PlannerPdf(canvas, planner, options);
  }

  private constructor(
    readonly canvas: PdfCanvas,
    private readonly planner: DrawnPlanner,
    private readonly options: PdfOptions,
  ) {
    const { width, height } = canvas.paper;
    const frame: Frame = { left: SIDE, width: width - 2 * SIDE, top: 62, bottom: height - 54 };
    this.setting = {
      canvas,
      theme: themeOf(options.theme, planner.color),
      calendar: new Calendar(planner.timeZone),
      options,
      column: frame,
      rightToLeft: isRightToLeft(planner.title),
    };
    this.flow = new Flow(canvas, frame, () => {
      this.furniture();
    });
  }

  /** Steps of the work; between them, what is written so far may be taken from the canvas. */
  async *steps(turns: Turns, progress: WritingProgress): AsyncGenerator<undefined> {
    yield* this.cover(turns);
    let done = 0;
    for await (const section of this.planner.sections()) {
      let heading = this.heading(section);
      let shown = 0;
      for await (const activity of section.activities()) {
        if (this.wanted(activity)) {
          this.place([...heading, this.activity(activity, section)], section, heading.length > 0);
          heading = [];
          shown++;
        }
        done++;
        await progress(done, this.planner.summary.activities);
        await turns.pass();
        yield undefined;
      }
      if (shown === 0) this.place([...heading, this.emptiness(section)], section, true);
      await turns.pass();
      yield undefined;
    }
    for (const _ of this.canvas.finish()) {
      await turns.pass();
      yield undefined;
    }
  }

  private async *cover(turns: Turns): AsyncGenerator<undefined> {
    const sections: SectionLine[] = [];
    for await (const section of this.planner.sections()) {
      sections.push(lineOf(section));
      await turns.pass();
      if (sections.length > MOST_LISTED) break;
    }
    const blocks = coverBlocks(this.planner, this.setting);
    for (const block of blocks) {
      this.flow.add([block]);
      yield undefined;
    }
    const room = this.flow.frame.bottom - this.flow.top;
    this.flow.add(glanceBlocks(sections, this.planner.summary.sections, this.setting, room));
    this.flow.endPage();
    yield undefined;
  }

  private wanted(activity: DrawnActivity): boolean {
    return this.options.includeCompleted || activity.status !== 'completed';
  }

  private heading(section: DrawnSection): Block[] {
    const line = { ...lineOf(section), description: section.description };
    return [{ role: 'H2', rows: sectionRows(line, this.setting), space: 22 }];
  }

  private activity(activity: DrawnActivity, section: DrawnSection): Block {
    const { canvas, theme, calendar, column } = this.setting;
    const rows = activityRows(activity, {
      canvas,
      theme,
      calendar,
      column,
      color: sectionColor(theme, { index: section.index, color: section.settings.color }),
      dateWidth: this.options.layout === 'landscape' ? 210 : 150,
      notes: this.options.includeNotes,
    });
    return { role: 'P', rows, space: 0 };
  }

  private emptiness(section: DrawnSection): Block {
    const { canvas, theme, column } = this.setting;
    const text = section.activitiesCount === 0 ? 'Nothing here yet.' : 'Nothing to show here.';
    return { role: 'P', rows: textRows(canvas, [{ text, style: sans(9.5, theme.faint) }], column), space: 0 };
  }

  private place(blocks: readonly Block[], section: DrawnSection, first: boolean): void {
    this.section = section.title;
    if (!first) {
      this.flow.add(blocks);
      return;
    }
    this.flow.add(blocks, (top) => {
      this.canvas.bookmark(plain(section.title), top - 8);
      this.canvas.anchor(sectionAnchor(section.index), top - 8);
    });
  }

  /** What is on every page but the cover: whose it is and where one is. */
  private furniture(): void {
    const { canvas, theme, column, calendar, rightToLeft } = this.setting;
    const { height, width } = canvas.paper;
    // One at the side where the planner's title begins, the other at the other.
    const ends = (first: Line, second: Line, y: number): void => {
      const [left, right] = rightToLeft ? [second, first] : [first, second];
      canvas.text(left, column.left, y);
      canvas.text(right, column.left + column.width - right.width, y);
    };
    canvas.decoration(() => {
      const small = sans(8, theme.faint);
      if (canvas.pages === 1) coverDecoration(this.setting);
      else {
        const title = cutLine(canvas, this.planner.title, sans(8, theme.soft, 600), column.width * 0.55);
        ends(title, cutLine(canvas, this.section, small, column.width * 0.4), 40);
        canvas.fillRect(column.left, 47, column.width, 0.5, theme.rule);
      }
      const line = baseline(height - 40, 12, 8);
      const middle = canvas.layout.single('of', small);
      const gap = middle.width / 2 + 2.4;
      const number = canvas.layout.single(String(canvas.pages), small);
      canvas.text(number, width / 2 - gap - number.width, line);
      canvas.text(middle, width / 2 - middle.width / 2, line);
      canvas.totalPages(width / 2 + gap, line, small);
      const owner = cutLine(canvas, this.planner.ownerName ?? '', small, column.width * 0.35);
      ends(owner, canvas.layout.single(calendar.day(this.planner.summary.takenAt), small), line);
    });
  }
}

function lineOf(section: DrawnSection): SectionLine {
  return {
    index: section.index,
    title: section.title,
    color: section.settings.color,
    activities: section.activitiesCount,
    completed: section.completedCount,
  };
}
