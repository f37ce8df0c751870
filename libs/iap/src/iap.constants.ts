/** Request header in which IAP hands its signed assertion to the app. Source: IAP, "Securing your app with signed headers". */
export const IAP_JWT_HEADER = 'x-goog-iap-jwt-assertion';

/** The `iss` of every assertion. Source: as above. */
export const IAP_ISSUER = 'https://cloud.google.com/iap';

/** Response header that IAP puts on every answer of its own; an app behind IAP never sends it. Source: IAP, "Query parameters and headers". */
export const IAP_GENERATED_RESPONSE_HEADER = 'x-goog-iap-generated-response';
