import type { Arena, Contestant } from './contestant.ts';

/** @throws {Error} unless the contestant accepts a good assertion and refuses one whose signature was changed */
export async function assertJudges({ verify, name }: Contestant, { assertions }: Arena): Promise<void> {
  const [good, other] = assertions;
  if (good === undefined || other === undefined) throw new RangeError('two assertions are needed');
  await verify(good, 0);
  const forged = good.slice(0, good.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'));
  const isFooled = await accepts(() => verify(forged, -1));
  if (isFooled) throw new Error(`${name} accepts a forged assertion: it is not set up right`);
}

async function accepts(verify: () => unknown): Promise<boolean> {
  try {
    await verify();
    return true;
  } catch {
    return false;
  }
}
