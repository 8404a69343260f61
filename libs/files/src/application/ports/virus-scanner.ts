/** Looks at files before they are kept. */
export abstract class VirusScanner {
  /** Whether it is harmless. @throws DomainError SERVICE_UNAVAILABLE where that cannot be found out */
  abstract isClean(path: string): Promise<boolean>;
}
