import http from 'node:http';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosResponse } from 'axios';
import { GoogleAuth } from 'google-auth-library';
import { firstValueFrom } from 'rxjs';
import { Pool } from 'undici';
import { createIapFetch } from '../../src/client/index.ts';
import { startClient } from '../../test/client/client.ts';
import { freshAudience, mintIdToken } from '../../test/client/mint.ts';

/** One call, to its answer as an object. */
export type Call = () => Promise<unknown>;

export const NAMES = [
  'axios',
  'axios, maxRedirects: 0',
  '@nestjs/axios HttpService',
  'IapHttpService',
  'IapHttpService.axiosRef',
  'IdTokenClient.request',
  'fetch',
  'iapFetch',
  'undici Pool.request',
] as const;

export type ClientName = (typeof NAMES)[number];

const BODY = {
  items: [
    { product: 'stapler', quantity: 3 },
    { product: 'paper', quantity: 10 },
  ],
};
const PATH = '/quotes';

type Make = (origin: string) => Call | Promise<Call>;

/** Those that know nothing of IAP carry a token that they were given. */
const MAKERS: Readonly<Record<ClientName, Make>> = {
  axios: (origin) => {
    const client = bareAxios(origin);
    return () => client.post<unknown>(PATH, BODY).then(dataOf);
  },
  'axios, maxRedirects: 0': (origin) => {
    const client = bareAxios(origin, { maxRedirects: 0, proxy: false });
    return () => client.post<unknown>(PATH, BODY).then(dataOf);
  },
  '@nestjs/axios HttpService': (origin) => {
    const client = new HttpService(bareAxios(origin));
    return () => firstValueFrom(client.post<unknown>(PATH, BODY)).then(dataOf);
  },
  IapHttpService: async (baseURL) => {
    const client = await startClient({ baseURL });
    return () => firstValueFrom(client.post<unknown>(PATH, BODY)).then(dataOf);
  },
  'IapHttpService.axiosRef': async (baseURL) => {
    const { axiosRef } = await startClient({ baseURL });
    return () => axiosRef.post<unknown>(PATH, BODY).then(dataOf);
  },
  'IdTokenClient.request': async (origin) => {
    const client = await new GoogleAuth({ projectId: 'none' }).getIdTokenClient(freshAudience());
    const request = { url: origin + PATH, method: 'POST', data: BODY } as const;
    return async () => (await client.request<unknown>(request)).data;
  },
  fetch: (origin) => async () => {
    const response = await fetch(origin + PATH, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify(BODY),
    });
    return response.json();
  },
  iapFetch: (baseURL) => {
    const iapFetch = createIapFetch({ baseURL, targetAudience: freshAudience() });
    const type = { 'content-type': 'application/json' };
    return async () =>
      (await iapFetch(PATH, { method: 'POST', headers: type, body: JSON.stringify(BODY) })).json();
  },
  'undici Pool.request': (origin) => {
    const pool = new Pool(origin);
    return async () => {
      const request = { method: 'POST', path: PATH, headers: headers(), body: JSON.stringify(BODY) } as const;
      return (await pool.request(request)).body.json();
    };
  },
};

const authorization = `Bearer ${mintIdToken()}`;
const headers = () => ({ authorization, 'content-type': 'application/json' });

function bareAxios(baseURL: string, more: object = {}) {
  return axios.create({
    baseURL,
    httpAgent: new http.Agent({ keepAlive: true }),
    headers: { authorization },
    ...more,
  });
}

function dataOf({ data }: AxiosResponse<unknown>): unknown {
  return data;
}

/** A POST of JSON by one client. It has to bring back what it sent before it is measured. @throws {Error} */
export async function contestant(name: ClientName, origin: string): Promise<Call> {
  const call = await MAKERS[name](origin);
  const answer = JSON.stringify(await call());
  if (answer !== JSON.stringify(BODY)) throw new Error(`${name} does not do what the others do`);
  return call;
}
