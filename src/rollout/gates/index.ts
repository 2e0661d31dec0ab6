import type { Gate } from '../gate.ts';
import { advisories } from './advisories.ts';
import { age } from './age.ts';
import { checks } from './checks.ts';
import { compatibility } from './compatibility.ts';
import { completeness } from './completeness.ts';
import { freeze } from './freeze.ts';
import { hold } from './hold.ts';
import { impact } from './impact.ts';
import { supplyChain } from './supply-chain.ts';

/** In the order a reader meets them. */
export const gates: readonly Gate[] = [
  age,
  advisories,
  supplyChain,
  compatibility,
  impact,
  completeness,
  checks,
  freeze,
  hold,
];
