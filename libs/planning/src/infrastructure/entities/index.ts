import { ActivityExceptionEntity } from './activity-exception.entity';
import {
  ActivityCommentEntity,
  ActivityReminderEntity,
  ActivityTimerEntity,
  PlannerNamedPersonEntity,
} from './activity-parts.entity';
import { AccessChangeEntity } from '../sync/access-change.entity';
import { UndoNoteEntity } from '../undo/undo-note.entity';
import { ActivityEntity } from './activity.entity';
import { PlanActivityEntity, PlanApplicationEntity, PlanEntity, PlanMemberEntity } from './plan.entity';
import { PlannerEntity, PlannerMemberEntity, PlannerStatsEntity } from './planner.entity';
import { SavedFilterEntity } from './saved-filter.entity';
import { SearchCursorEntity, SearchDocumentEntity, SearchForgottenEntity } from './search.entity';
import { SectionEntity } from './section.entity';
import { TemplateEntity } from './template.entity';
import { ShareLinkAccessEntity, ShareLinkEntity } from './share-link.entity';

/** Everything that planning keeps in PostgreSQL; the migrations say the same. */
export const planningEntities = [
  PlannerEntity,
  PlannerMemberEntity,
  PlannerStatsEntity,
  SectionEntity,
  ActivityEntity,
  ActivityCommentEntity,
  ActivityReminderEntity,
  ActivityTimerEntity,
  PlannerNamedPersonEntity,
  SavedFilterEntity,
  SearchDocumentEntity,
  SearchCursorEntity,
  SearchForgottenEntity,
  PlanEntity,
  PlanMemberEntity,
  PlanApplicationEntity,
  PlanActivityEntity,
  TemplateEntity,
  ShareLinkEntity,
  ShareLinkAccessEntity,
  ActivityExceptionEntity,
  AccessChangeEntity,
  UndoNoteEntity,
];
