import type { Evidence, RolloutFacts, SuppliedPackage, Verdict } from '../../domain/rollout.ts';
import { counted, type Gate, pass, stop, wait } from '../gate.ts';

/** New install scripts and lost provenance stop; another publisher or licence is told. */
export const supplyChain: Gate = {
  id: 'supply-chain',
  label: 'Supply chain',
  wokenBy: ['head'],
  ask,
};

function ask({ supply }: RolloutFacts): Verdict {
  if (supply.kind === 'unknown') return wait(`the lockfile's difference: ${supply.because}`);
  const scripts = [
    ...supply.entered.filter(({ hasInstallScript }) => hasInstallScript),
    ...supply.moved
      .filter(({ from, to }) => !from.hasInstallScript && to.hasInstallScript)
      .map(({ to }) => to),
  ];
  const unproven = supply.moved.filter(({ from, to }) => from.provenance === true && to.provenance === false);
  const stops = [
    ...scripts.map((one) => ({
      saw: `${nameOf(one)} runs a script when it is installed, which is new here`,
    })),
    ...unproven.map(({ from, to }) => ({
      saw: `${nameOf(to)} has no provenance, and ${from.version} had`,
    })),
  ];
  const told = changes(supply.moved);
  if (stops.length > 0) {
    const parts = [
      ...(scripts.length > 0 ? [counted(scripts.length, 'new install script')] : []),
      ...(unproven.length > 0 ? [`${unproven.length} without the provenance it had`] : []),
    ];
    return stop(parts.join(', '), ...stops, ...told);
  }
  const { entered, left, moved } = supply;
  return pass({ saw: `${entered.length} entered, ${left.length} left, ${moved.length} moved` }, ...told);
}

function changes(moved: readonly { from: SuppliedPackage; to: SuppliedPackage }[]): Evidence[] {
  return moved.flatMap(({ from, to }) => [
    ...(from.publisher && to.publisher && from.publisher !== to.publisher
      ? [{ saw: `${nameOf(to)} was published by ${to.publisher}, ${from.version} by ${from.publisher}` }]
      : []),
    ...(from.license && to.license && from.license !== to.license
      ? [{ saw: `${nameOf(to)} is under ${to.license}, ${from.version} was under ${from.license}` }]
      : []),
  ]);
}

const nameOf = ({ name, version }: SuppliedPackage) => `${name} ${version}`;
