import { Global, Module } from '@nestjs/common';
import { AddressGuard } from './address-guard';
import { Circuits } from './circuits';
import { HostResolver } from './host-resolver';
import { HttpOutgoingClient } from './http-outgoing-client';
import { OutgoingClient } from './outgoing-client';

/** The way out, for every process. */
@Global()
@Module({
  providers: [
    HostResolver,
    AddressGuard,
    Circuits,
    { provide: OutgoingClient, useClass: HttpOutgoingClient },
  ],
  exports: [AddressGuard, Circuits, OutgoingClient],
})
export class OutgoingModule {}
