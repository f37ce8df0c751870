type Api = typeof import('@opentelemetry/api');

let loading: Promise<Api | undefined> | undefined;
let loaded: Api | undefined;

/** OpenTelemetry's API, which does nothing until the app brings an SDK; nothing where it is not installed. */
export function openTelemetry(): Promise<Api | undefined> {
  loading ??= import('@opentelemetry/api').then(
    (api) => (loaded = api),
    () => undefined,
  );
  return loading;
}

/** The same, if it has been loaded. */
export function loadedOpenTelemetry(): Api | undefined {
  return loaded;
}
