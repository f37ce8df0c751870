import { ServiceConfig } from 'app-engine';
import { Expose, Transform } from 'class-transformer';
import { ArrayNotEmpty, IsOptional, IsUrl, Matches } from 'class-validator';

/** The settings of this service, by the names they have in its environment. Nothing else of the environment is read. */
export class ApiConfig extends ServiceConfig {
  @Matches(/^\/projects\/[0-9]+\/apps\/[a-z0-9.:-]+$/, {
    message: 'must be /projects/NUMBER/apps/PROJECT_ID, with the number of the project',
  })
  @Expose()
  readonly IAP_AUDIENCE!: string;

  @Matches(/^(serviceAccount|user):[^\s@]+@[^\s@]+$/, {
    each: true,
    message:
      'must list IAM members with commas between them, as in serviceAccount:web-sa@PROJECT_ID.iam.gserviceaccount.com',
  })
  @ArrayNotEmpty({
    message: 'must name who may call: serviceAccount:web-sa@PROJECT_ID.iam.gserviceaccount.com',
  })
  @Transform(({ value }) =>
    String(value)
      .split(',')
      .map((member) => member.trim())
      .filter(Boolean),
  )
  @Expose()
  readonly IAP_ALLOWED_CALLERS: string[] = [];

  @IsUrl(
    { protocols: ['https', 'http'], require_protocol: true, require_tld: false },
    { message: 'must be a URL, or left out' },
  )
  @IsOptional()
  @Expose()
  readonly IAP_KEYS_URL?: string;
}
