export interface DeployOptions {
  readonly dryRun: boolean;
  readonly promote: boolean;
  readonly stagePath?: string;
  /** Minutes. */
  readonly timeout: number;
}
