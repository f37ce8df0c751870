import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { ListenerSet } from './listener.set.ts';

it('what was opened before a port was found taken is ended again, and the rest stays', async () => {
  const [kept, added, refused] = [createServer(), createServer(), createServer()];
  const set = new ListenerSet();
  const wanted = (key: string, port: number, server: Server) => ({
    key,
    port,
    setting: key,
    server: () => server,
  });
  await set.become([wanted('kept', 0, kept)], 'iap.yaml');
  const origin = set.originOf('kept');
  const taken = Number(new URL(origin).port);
  const becoming = set.become([wanted('added', 0, added), wanted('refused', taken, refused)], 'iap.yaml');
  await expect(becoming).rejects.toThrow(`Port ${taken} is taken. Change refused in iap.yaml`);
  expect([kept, added, refused].map(({ listening }) => listening)).toEqual([true, false, false]);
  expect([set.originOf('kept'), set.originOf('added')]).toEqual([origin, '']);
  await set.close();
  expect(kept.listening).toBe(false);
});
