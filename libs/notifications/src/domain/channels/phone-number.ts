/** A telephone number as networks dial it (ITU-T E.164): `+`, then 7 to 15 digits. Nothing where it is none. */
export function e164(number: string): string | undefined {
  // As people write them: `+43 (1) 234-567`, `0043 1 234567`; a trunk zero in brackets is not dialled from abroad.
  const bare = number.replace(/\(0\)/g, '').replace(/[\s().\-/]/g, '');
  const dialled = bare.startsWith('00') ? `+${bare.slice(2)}` : bare;
  return /^\+[1-9]\d{6,14}$/.test(dialled) ? dialled : undefined;
}
