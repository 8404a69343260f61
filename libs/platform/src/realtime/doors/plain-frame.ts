/**
 * A text message as one unmasked frame (RFC 6455 section 5.2): made once for a broadcast and written to
 * every socket as it is.
 */
export function textFrame(payload: Buffer): Buffer {
  const { length } = payload;
  const header = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  // FIN and opcode 1 (text).
  header[0] = 0x81;
  if (length < 126) header[1] = length;
  else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
