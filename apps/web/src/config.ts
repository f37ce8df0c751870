import { ServiceConfig } from 'app-engine';
import { Expose, Transform } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';

const timeout = { message: 'must be a whole number of milliseconds from 100 to 60000' };

/** The settings of this service, by the names they have in its environment. Nothing else of the environment is read. */
export class WebConfig extends ServiceConfig {
  @Expose()
  readonly NODE_ENV: string = 'development';

  @Matches(/^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\]))(:\d{1,5})?\/?$/, {
    message:
      'must be the origin of api as IAP shows it: https://api-dot-PROJECT_ID.REGION.r.appspot.com (http on loopback only)',
  })
  @Expose()
  readonly API_URL!: string;

  @Matches(/^[\w-]+\.apps\.googleusercontent\.com$/, {
    message: "must be the OAuth client id of IAP: gcloud app describe --format='value(iap.oauth2ClientId)'",
  })
  @Expose()
  readonly API_TARGET_AUDIENCE!: string;

  /** How long a visitor waits for api at most, the ID token and IAP included. */
  @Max(60_000, timeout)
  @Min(100, timeout)
  @IsInt(timeout)
  @Transform(({ value }) => Number(value))
  @Expose()
  readonly API_TIMEOUT_MS: number = 5_000;
}
