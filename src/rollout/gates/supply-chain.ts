import type { Evidence, RolloutFacts, SuppliedPackage, Verdict } from '../../domain/rollout.ts';
import { type SupplyFindings, supplyFindings } from '../../domain/supply.ts';
import { counted, type Gate, pass, some, stop, wait } from '../gate.ts';

/** New install scripts, lost provenance and unknown publishers stop; another known publisher or licence is told. */
export const supplyChain: Gate = {
  id: 'supply-chain',
  label: 'Supply chain',
  wokenBy: ['head'],
  ask,
};

function ask({ supply }: RolloutFacts): Verdict {
  if (supply.kind === 'unknown') return wait(`the lockfile's difference: ${supply.because}`);
  const findings = supplyFindings(supply);
  const { scripts, unproven, newcomers, unknown } = findings;
  const stops = [
    ...scripts.map((one) => ({
      saw: `${nameOf(one)} runs a script when it is installed, which is new here`,
    })),
    ...unproven.map(({ from, to }) => ({
      saw: `${nameOf(to)} has no provenance, and ${from.version} had`,
    })),
    ...newcomers.map(({ from, to }) => ({
      saw: `${nameOf(to)} was published by ${to.publisher}, who published none of it before (${from.version}: ${from.publisher})`,
    })),
  ];
  const told = [...changes(findings), ...notSaid(findings)];
  if (stops.length > 0) {
    const parts = [
      ...(scripts.length > 0 ? [counted(scripts.length, 'new install script')] : []),
      ...(unproven.length > 0 ? [`${unproven.length} without the provenance it had`] : []),
      ...(newcomers.length > 0 ? [`${newcomers.length} from a publisher who is new to it`] : []),
    ];
    return stop(parts.join(', '), ...stops, ...told);
  }
  if (unknown.length > 0)
    return wait(`a person: nothing is known of ${some(unknown.map(nameOf))}`, [
      ...unknown.map((one) => ({ saw: `${nameOf(one)}: ${one.unknown}` })),
      ...told,
    ]);
  const { entered, left, moved } = supply;
  return pass({ saw: `${entered.length} entered, ${left.length} left, ${moved.length} moved` }, ...told);
}

function changes({ publishers, licences }: SupplyFindings): Evidence[] {
  return [
    ...publishers.map(({ from, to }) => ({
      saw: `${nameOf(to)} was published by ${to.publisher}, ${from.version} by ${from.publisher}`,
    })),
    ...licences.map(({ from, to }) => ({
      saw: `${nameOf(to)} is under ${to.license}, ${from.version} was under ${from.license}`,
    })),
  ];
}

/** Not knowing is no “nothing changed”. */
function notSaid({ withoutPublisher, withoutLicence }: SupplyFindings): Evidence[] {
  return [
    ...(withoutPublisher.length > 0
      ? [{ saw: `who published ${some(withoutPublisher.map(nameOf))} is unknown` }]
      : []),
    ...(withoutLicence.length > 0
      ? [{ saw: `the licence of ${some(withoutLicence.map(nameOf))} is unknown` }]
      : []),
  ];
}

const nameOf = ({ name, version }: SuppliedPackage) => `${name} ${version}`;
