/** Injection token of the Axios instance that one upstream is called with. */
export const IAP_AXIOS = Symbol('IAP_AXIOS');
