import { Module } from '@nestjs/common';
import { accessControllers } from './api/access/access.controllers';
import { FiguresModule, StandingModule } from '@almanac/platform';
import { accountControllers } from './api/accounts/accounts.controllers';
import { adminControllers } from './api/admin/admin.controllers';
import { AuthController } from './api/auth.controller';
import { LeavingController } from './api/leaving/leaving.controller';
import { mfaControllers } from './api/mfa/mfa.controllers';
import { SessionCookies } from './api/session-cookies';
import { SignInAnswers } from './api/sign-in-answers';
import { UserAnswers } from './api/user-answers';
import { teamControllers } from './api/teams/teams.controllers';
import { UsersController } from './api/users.controller';
import { WhoAmIController } from './api/who-am-i.controller';
import { oauthApiProviders, oauthControllers } from './api/oauth';
import { ExplainService } from './application/access/explain.service';
import { OwnStatistics } from './application/own-statistics';
import { FirstAdmin } from './application/first-admin';
import { TeamResourceStanding } from './application/teams/team-standing';
import { adminProviders } from './infrastructure/admin/admin.providers';
import { IdentityModule } from './identity.module';
import { IdentityEventRouter } from './jobs/identity-event.router';

/** Identity in the API process: its controllers, and the first admin. */
@Module({
  imports: [IdentityModule, StandingModule, FiguresModule],
  controllers: [
    AuthController,
    WhoAmIController,
    UsersController,
    ...accountControllers,
    ...mfaControllers,
    ...oauthControllers,
    ...accessControllers,
    ...adminControllers,
    ...teamControllers,
    LeavingController,
  ],
  providers: [
    ...adminProviders,
    ...oauthApiProviders,
    ExplainService,
    TeamResourceStanding,
    SessionCookies,
    SignInAnswers,
    UserAnswers,
    OwnStatistics,
    FirstAdmin,
    IdentityEventRouter,
  ],
  exports: [IdentityModule],
})
export class IdentityApiModule {}
