import { Expose, Transform } from 'class-transformer';
import { IsInt, IsIP, Max, Min } from 'class-validator';

const port = { message: 'must be a port, 0 to 65535' };

/** What every service is told by App Engine, or on a laptop by `nx serve`: where to listen. */
export class ServiceConfig {
  @Max(65_535, port)
  @Min(0, port)
  @IsInt(port)
  @Transform(({ value }) => Number(value))
  @Expose()
  readonly PORT: number = 8080;

  /** App Engine's front end must reach the process; on a laptop nobody else may. */
  @IsIP(undefined, { message: 'must be the IP address to listen on' })
  @Expose()
  readonly HOST!: string;
}
