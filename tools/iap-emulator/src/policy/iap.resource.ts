/**
 * What a policy or settings can be attached to, from the widest to the narrowest. Each inherits from those before it.
 * Source: IAP API v1, `projects.iap_web`; gcloud iap web.
 */
export type IapResource =
  | { readonly level: 'project' }
  | { readonly level: 'web' }
  | { readonly level: 'app' }
  | { readonly level: 'service'; readonly service: string }
  | { readonly level: 'version'; readonly service: string; readonly version: string };

/** One text for one resource, for maps. */
export function keyOf(resource: IapResource): string {
  switch (resource.level) {
    case 'service':
      return `service ${resource.service}`;
    case 'version':
      return `version ${resource.service}/${resource.version}`;
    default:
      return resource.level;
  }
}

/** The resource itself and all that it inherits from, the widest first. */
export function lineageOf(service: string, version: string): IapResource[] {
  return [
    { level: 'project' },
    { level: 'web' },
    { level: 'app' },
    { level: 'service', service },
    { level: 'version', service, version },
  ];
}
