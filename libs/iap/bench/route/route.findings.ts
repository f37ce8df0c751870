import { ratioOf, spreadOf } from '../measure/spread.ts';
import type { Findings } from '../report/findings.ts';
import type { Table } from '../report/table.ts';
import type { GuardKind } from './route.protocol.ts';
import { RouteRounds } from './route.rounds.ts';
import { LOADS, type RouteSamples } from './route.sample.ts';
import { targetsOf } from './route.targets.ts';

const GUARDS: readonly GuardKind[] = ['no guard', 'nestjs-iap', 'jose'];

/** @param rate requests per second of the open loop */
export function findingsOf(samples: RouteSamples, rate: number): Findings {
  const fastify = new RouteRounds(samples, 'fastify');
  const express = new RouteRounds(samples, 'express');
  return {
    tables: [fastify, express].flatMap((rounds) => [closedTable(rounds), openTable(rounds, rate)]),
    targets: targetsOf(fastify, rate),
  };
}

function closedTable(rounds: RouteRounds): Table {
  const rows = [LOADS.distinct, LOADS.equal, LOADS.tenth].flatMap((load) =>
    GUARDS.filter((guard) => rounds.has(guard, load)).map((guard) => [
      `${guard}, ${load.replace('closed, ', '')}`,
      ratioOf(rounds.of(guard, load, 'throughput'), rounds.unguarded(load, 'throughput')),
      guard === 'no guard' ? '–' : rounds.guardPerCheck(guard, load),
      spreadOf(rounds.of(guard, load, 'throughput')).median,
      spreadOf(rounds.of(guard, load, 'cpu')).median,
      spreadOf(rounds.of(guard, load, 'p50')).median,
      spreadOf(rounds.of(guard, load, 'p99')).median,
    ]),
  );
  return {
    title: `Nest route on ${rounds.framework}, saturated`,
    note: 'Server on one core, load on the other, 64 connections. Throughput as a ratio to the unguarded route, the guard’s CPU as a ratio to one bare signature check, each of the same round.',
    columns: ['guard, assertions', 'throughput', 'guard CPU / check', 'req/s', 'CPU µs', 'p50 ms', 'p99 ms'],
    rows,
  };
}

function openTable(rounds: RouteRounds, rate: number): Table {
  const load = LOADS.open;
  return {
    title: `Nest route on ${rounds.framework}, ${rate} requests a second`,
    note: 'Far below saturation, all distinct; times from when a request was due.',
    columns: ['guard', 'p50 / unguarded', 'guard CPU / check', 'CPU µs', 'p50 ms', 'p99 ms'],
    rows: GUARDS.map((guard) => [
      guard,
      ratioOf(rounds.of(guard, load, 'p50'), rounds.of('no guard', load, 'p50')),
      guard === 'no guard' ? '–' : rounds.guardPerCheck(guard, load),
      spreadOf(rounds.of(guard, load, 'cpu')).median,
      spreadOf(rounds.of(guard, load, 'p50')).median,
      spreadOf(rounds.of(guard, load, 'p99')).median,
    ]),
  };
}
