import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher';
import { SecretBox } from './secret-box';
import { TokenSecret } from './token-secret';

@Module({
  providers: [PasswordHasher, TokenSecret, SecretBox],
  exports: [PasswordHasher, TokenSecret, SecretBox],
})
export class CryptoModule {}
