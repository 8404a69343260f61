import { Module } from '@nestjs/common';
import { CryptoModule } from '../crypto';
import { QueueMetrics } from '../queue/queue-metrics';
import { QueueModule } from '../queue/queue.module';
import { QueueBoardSessions } from './queue-board-sessions';
import { QueueBoardController } from './queue-board.controller';

/** The queues as operators see them: figures for /metrics, and Bull Board, which `serveQueueBoard` puts into the server. */
@Module({
  imports: [QueueModule, CryptoModule],
  controllers: [QueueBoardController],
  providers: [QueueBoardSessions, QueueMetrics],
})
export class QueueBoardModule {}
