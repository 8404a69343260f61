import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher';
import { TokenSecret } from './token-secret';

@Module({ providers: [PasswordHasher, TokenSecret], exports: [PasswordHasher, TokenSecret] })
export class CryptoModule {}
