import { Text } from '@almanac/platform';

export class UnsubscribeQueryDto {
  @Text({ min: 1, max: 200, description: 'The token of the link in the mail.' })
  token!: string;
}
