import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What the search looks through: one row for each thing that can be found, deleted ones too. It holds what was folded of
 * the texts, never the texts, and can be made anew from the things (`almanac search rebuild`). The things do not know it.
 */
@Entity('search_documents')
// By place, including what slips are looked for by, and a GIN index: neither does TypeORM know. See the migrations.
@Index('search_documents_place', { synchronize: false })
@Index('search_documents_public', { synchronize: false })
export class SearchDocumentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'search_documents_pkey' })
  id!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'search_documents_pkey' })
  type!: string;

  /** Whoever may see this planner or plan may find it; of templates: this user, this team's members, or, at zeros, all. */
  @Column({ name: 'place_id', type: 'uuid' })
  placeId!: string;

  /** The newest event that is in it. */
  @Column({ type: 'bigint' })
  seq!: string;

  /** Title and tags as trigrams are made of them. */
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'bit', length: '256' })
  trigrams!: string;

  @Column({ type: 'tsvector' })
  vector!: string;
}

/** How far the outbox has gone into the documents: one row. */
@Entity('search_cursor')
@Check('search_cursor_one_row', 'id')
export class SearchCursorEntity {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'search_cursor_pkey' })
  id!: boolean;

  @Column({ name: 'indexed_seq', type: 'bigint', default: 0 })
  indexedSeq!: string;
}

/** Things that were deleted while somebody indexed: the worker takes their documents away. */
@Entity('search_forgotten')
export class SearchForgottenEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'search_forgotten_pkey' })
  id!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'search_forgotten_pkey' })
  type!: string;
}
