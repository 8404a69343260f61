import { Injectable } from '@nestjs/common';
import { DomainError, type ErrorDetails, type FieldProblem, type Id } from '@almanac/kernel';
import { JsonText, savepoint, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import type { ActivityContent, ActivityInput } from '../domain/activity';
import { notFound, refused } from '../domain/refusals';
import { ActivityCreator } from './activity-creator';
import { ActivityWriter } from './activity-writer';
import { Announcer } from './announcer';
import { judge } from './planner-access/planner-access';
import { PlannerGate, type Found, type Want } from './planner-access/planner-gate';

export type BatchOp = 'create' | 'update' | 'delete' | 'move';

/** One operation of a batch, as it was sent. */
export interface BatchOperation {
  op: BatchOp;
  id?: Id | undefined;
  sectionId?: Id | undefined;
  before?: Id | undefined;
  after?: Id | undefined;
  data?: (ActivityInput & { version?: number | undefined }) | undefined;
}

/** How one operation of a batch ended. */
export type BatchResult = { index: number } & ((Outcome & { op: BatchOp }) | { error: DomainError });

interface Outcome {
  data: unknown;
  operationId: Id | undefined;
}

/** How all of a batch ended, and the one operation that it is. */
export interface BatchOutcome {
  results: BatchResult[];
  operationId: Id | undefined;
}

/** Where a creation goes, and what it makes. */
interface Creation {
  sectionId: Id;
  plannerId: Id;
  content: ActivityContent;
}

/**
 * Up to a hundred writes in one request (spec: api-conventions.md, "Batch"). Atomic ones happen all or not
 * at all; otherwise each stands for itself, in a savepoint of the one transaction that the request is.
 */
@Injectable()
export class ActivityBatchService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly creator: ActivityCreator,
    private readonly writer: ActivityWriter,
    private readonly announcer: Announcer,
  ) {}

  /**
   * @param operations an error stands for what is no operation
   * @param within the section that every operation must be about; a creation needs to name none then.
   * @throws DomainError of the first operation that fails, its place in front of every field, if atomic.
   */
  run(
    context: RequestContext,
    operations: readonly (BatchOperation | DomainError)[],
    { atomic, within }: { atomic: boolean; within?: Id },
  ): Promise<BatchOutcome> {
    if (atomic) requireOperations(operations);
    return this.unitOfWork.run(context, async (transaction) => {
      const found = await this.gate.enterAll(context, transaction, wantsOf(operations, within));
      if (within !== undefined) judge(found('section', within), 'write', 'section');
      const results: BatchResult[] = [];
      const creations = new Creations(transaction, context, this.creator);
      for (const [index, operation] of operations.entries()) {
        if (operation instanceof DomainError) {
          results[index] = { index, error: operation };
          continue;
        }
        const { op } = operation;
        const result = (outcome: Outcome | { error: DomainError }) =>
          (results[index] = { index, op, ...outcome });
        if (op === 'create') {
          const read = () => this.creation(transaction, context, operation, found, within);
          const creation = atomic ? await located(index, read) : await refusable(read);
          if ('error' in creation) result(creation);
          else await creations.add(creation, result);
          continue;
        }
        await creations.flush();
        const work = () => this.perform(transaction, context, operation, found, within);
        result(atomic ? await located(index, work) : await alone(transaction, work));
      }
      await creations.flush();
      const done = results.flatMap((one) =>
        'operationId' in one && one.operationId ? [one.operationId] : [],
      );
      const operationId =
        done.length === 0 ? undefined : await this.announcer.group(transaction, context, done);
      return { results, operationId };
    });
  }

  private async perform(
    transaction: Transaction,
    context: RequestContext,
    operation: BatchOperation,
    found: Found,
    within: Id | undefined,
  ): Promise<Outcome> {
    refuseFields(operation, operation.op === 'move' ? [] : ['sectionId', 'before', 'after']);
    const id = required(operation, 'id');
    const from = judge(found('activity', id), 'write', 'activity');
    const activity = await this.writer.live(transaction, id);
    if (within !== undefined && activity.sectionId !== within) throw notFound('activity');
    const { version, ...patch } = operation.data ?? {};
    if (operation.op === 'delete') {
      const operationId = await this.writer.remove(transaction, context, id, { version });
      return { data: { id }, operationId };
    }
    if (operation.op === 'move') {
      const { sectionId = activity.sectionId, before, after } = operation;
      const to = operation.sectionId ? judge(found('section', sectionId), 'write', 'section') : from;
      const target = { sectionId, plannerId: to.plannerId, before, after };
      const written = await this.writer.move(transaction, context, id, target, { version });
      return { data: written.resource, operationId: written.operationId };
    }
    required(operation, 'data');
    const written = await this.writer.update(transaction, context, id, patch, { version });
    return { data: written.resource, operationId: written.operationId };
  }

  private async creation(
    transaction: Transaction,
    context: RequestContext,
    operation: BatchOperation,
    found: Found,
    within: Id | undefined,
  ): Promise<Creation> {
    refuseFields(operation, ['id', 'before', 'after']);
    const sectionId = operation.sectionId ?? within ?? required(operation, 'sectionId');
    if (within !== undefined && sectionId !== within) throw notFound('section');
    const { plannerId } = judge(found('section', sectionId), 'write', 'section');
    const { version: _none, ...data } = required(operation, 'data');
    const { title } = data;
    if (title === undefined) {
      throw refused({ field: 'data.title', message: 'title must not be empty', rule: 'required' });
    }
    const content = await this.creator.contentOf(transaction, context, plannerId, { ...data, title });
    return { sectionId, plannerId, content };
  }
}

/** Creations that follow each other in one section share a statement: it is written when the next thing is another one. */
class Creations {
  private waiting: { creation: Creation; done: (outcome: Outcome) => void }[] = [];

  constructor(
    private readonly transaction: Transaction,
    private readonly context: RequestContext,
    private readonly creator: ActivityCreator,
  ) {}

  async add(creation: Creation, done: (outcome: Outcome) => void): Promise<void> {
    const [first] = this.waiting;
    if (first && first.creation.sectionId !== creation.sectionId) await this.flush();
    this.waiting.push({ creation, done });
  }

  async flush(): Promise<void> {
    const [first] = this.waiting;
    if (!first) return;
    const contents = this.waiting.map(({ creation }) => creation.content);
    const made = await this.creator.createMany(this.transaction, this.context, first.creation, contents);
    for (const [index, { json, operationId }] of made.entries()) {
      this.waiting[index]?.done({ data: new JsonText(json), operationId });
    }
    this.waiting = [];
  }
}

function wantsOf(given: readonly (BatchOperation | DomainError)[], within: Id | undefined): Want[] {
  const operations = given.flatMap((one) => (one instanceof DomainError ? [] : [one]));
  const sections = [within, ...operations.map(({ sectionId }) => sectionId)];
  const activities = operations.map(({ op, id }) => (op === 'create' ? undefined : id));
  const want = (thing: Want['thing']) => (id: Id | undefined) =>
    id === undefined ? [] : [{ thing, id, intent: 'write' as const }];
  return [...sections.flatMap(want('section')), ...activities.flatMap(want('activity'))];
}

function required<Name extends keyof BatchOperation>(
  operation: BatchOperation,
  field: Name,
): NonNullable<BatchOperation[Name]> {
  const value = operation[field];
  if (value !== undefined) return value;
  throw refused({ field, message: `${field} is needed for ${operation.op}`, rule: 'required' });
}

function refuseFields(operation: BatchOperation, fields: readonly (keyof BatchOperation)[]): void {
  const problems = fields
    .filter((field) => operation[field] !== undefined)
    .map((field) => ({ field, message: `${field} has no meaning for ${operation.op}`, rule: 'unexpected' }));
  if (problems.length > 0) throw refused(...problems);
}

/** Runs an operation of an atomic batch; its refusal says which one it was. */
async function located<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, error.message, detailsAt(index, error.details), error.retryAfter);
  }
}

function detailsAt(index: number, details: ErrorDetails | undefined): ErrorDetails {
  if (!isProblems(details)) return { ...details, index };
  return details.map((problem) => problemAt(index, problem));
}

function problemAt(index: number, { field, ...problem }: FieldProblem): FieldProblem {
  const at = `operations[${index}]`;
  return { field: field === '' ? at : `${at}.${field}`, ...problem };
}

/** More than anybody reads. */
const MAX_PROBLEMS = 100;

/** @throws DomainError VALIDATION_ERROR with what is wrong with each that is no operation */
function requireOperations(operations: readonly (BatchOperation | DomainError)[]): void {
  const problems = operations.flatMap((one, index) =>
    one instanceof DomainError && isProblems(one.details)
      ? one.details.map((problem) => problemAt(index, problem))
      : [],
  );
  if (problems.length > 0) throw refused(...problems.slice(0, MAX_PROBLEMS));
}

function isProblems(details: ErrorDetails | undefined): details is readonly FieldProblem[] {
  return Array.isArray(details);
}

/** Runs an operation that may fail by itself: what it did is taken back, the others stand. */
async function alone<T>(
  transaction: Transaction,
  work: () => Promise<T>,
): Promise<T | { error: DomainError }> {
  return refusable(() => savepoint(transaction, work));
}

async function refusable<T>(work: () => Promise<T>): Promise<T | { error: DomainError }> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) return { error };
    throw error;
  }
}

function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
