import { Controller, Get, Header, Req, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { register } from 'prom-client';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Config } from '../config';
import { Endpoint, mayReadMetrics, ok, OneOf, type Answer } from '../http';
import { Health, type DetailedHealth } from './health.service';

/** Whether the process is up. */
export class HealthDto {
  @OneOf(['up', 'ready'], { example: 'up' })
  status!: 'up' | 'ready';
}

/** For probes and monitoring; outside the API's prefix and its rate limits. */
@Controller({ version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly config: Config,
  ) {}

  @Get('health')
  @Endpoint({
    id: 'getHealth',
    summary: 'Check whether the server is up',
    access: 'public',
    data: HealthDto,
    rateBucket: 'none',
  })
  up(): Answer<HealthDto> {
    return ok({ status: 'up' });
  }

  @Get('health/live')
  @Endpoint({
    id: 'getLiveness',
    summary: 'Liveness probe',
    access: 'public',
    data: HealthDto,
    rateBucket: 'none',
  })
  live(): Answer<HealthDto> {
    return ok({ status: 'up' });
  }

  @Get('health/ready')
  @Endpoint({
    id: 'getReadiness',
    summary: 'Readiness probe',
    description:
      'Answers 503 until migrations are current and database and Redis answer, and while draining.',
    access: 'public',
    data: HealthDto,
    rateBucket: 'none',
    errors: ['SERVICE_UNAVAILABLE'],
  })
  async ready(): Promise<Answer<HealthDto>> {
    await this.health.assertReady();
    return ok({ status: 'ready' });
  }

  @Get('health/detailed')
  @ApiExcludeEndpoint()
  @Endpoint({
    id: 'getDetailedHealth',
    summary: 'State of every part',
    access: ['read:stats'],
    operators: true,
    rateBucket: 'none',
  })
  async detailed(): Promise<Answer<DetailedHealth>> {
    return ok(await this.health.detailed());
  }

  @Get('metrics')
  @ApiExcludeEndpoint()
  @Header('content-type', register.contentType)
  @Endpoint({
    id: 'getMetrics',
    summary: 'Prometheus metrics',
    access: 'public',
    rateBucket: 'none',
    raw: true,
  })
  metrics(@Req() request: FastifyRequest): Promise<string> {
    if (!mayReadMetrics(request.raw, this.config.METRICS_TOKEN))
      throw new DomainError<ErrorCode>(
        'FORBIDDEN',
        'For operators only: send METRICS_TOKEN as a bearer token',
      );
    return register.metrics();
  }
}
