import { article } from './article';
import type { BundledTemplate } from './bundled-template';
import { campingWeekend } from './camping-weekend';
import { childrensBirthday } from './childrens-birthday';
import { cityTrip } from './city-trip';
import { conferenceTalk } from './conference-talk';
import { employeeOnboarding } from './employee-onboarding';
import { examPreparation } from './exam-preparation';
import { firstDraft } from './first-draft';
import { healthCheckUps } from './health-check-ups';
import { movingHouse } from './moving-house';
import { productLaunch } from './product-launch';
import { runTenKilometres } from './run-ten-kilometres';
import { springCleaning } from './spring-cleaning';
import { thesis } from './thesis';
import { websiteRelaunch } from './website-relaunch';
import { wedding } from './wedding';
import { weeklyReview } from './weekly-review';
import { yearlyGoals } from './yearly-goals';

/** Every template that comes with the product, one file each. One that is taken out of the list is retired. */
export const catalogue: readonly BundledTemplate[] = [
  cityTrip,
  campingWeekend,
  movingHouse,
  springCleaning,
  employeeOnboarding,
  conferenceTalk,
  runTenKilometres,
  healthCheckUps,
  examPreparation,
  thesis,
  weeklyReview,
  yearlyGoals,
  wedding,
  childrensBirthday,
  firstDraft,
  article,
  productLaunch,
  websiteRelaunch,
];
