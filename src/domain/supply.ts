import type { SuppliedPackage, SupplyFacts } from './rollout.ts';

/** A package before and after. */
export interface Moved {
  readonly from: SuppliedPackage;
  readonly to: SuppliedPackage;
}

/** What about the packages that enter is worth a look. */
export interface SupplyFindings {
  /** They run a script when they are installed, and what they replace did not. */
  readonly scripts: readonly SuppliedPackage[];
  /** Built somewhere attested before, and not any more. */
  readonly unproven: readonly Moved[];
  /** Published by somebody who never did, from where nobody attests. */
  readonly newcomers: readonly Moved[];
  /** Published by another one of its publishers, or attested. */
  readonly publishers: readonly Moved[];
  readonly licences: readonly Moved[];
  /** Nothing is known of them. */
  readonly unknown: readonly SuppliedPackage[];
  /** Their registry answers, and does not say who published them, or under which licence. */
  readonly withoutPublisher: readonly SuppliedPackage[];
  readonly withoutLicence: readonly SuppliedPackage[];
}

export function supplyFindings({
  entered,
  moved,
}: Pick<Extract<SupplyFacts, { kind: 'known' }>, 'entered' | 'moved'>): SupplyFindings {
  const entering = [...entered, ...moved.map(({ to }) => to)];
  const answered = entering.filter(({ unknown }) => unknown === undefined);
  const another = moved.filter(
    ({ from, to }) => from.publisher && to.publisher && from.publisher !== to.publisher,
  );
  const isNewcomer = ({ to }: Moved) => to.newcomer === true && to.provenance !== true;
  return {
    scripts: [
      ...entered.filter(({ hasInstallScript }) => hasInstallScript),
      ...moved.filter(({ from, to }) => !from.hasInstallScript && to.hasInstallScript).map(({ to }) => to),
    ],
    unproven: moved.filter(({ from, to }) => from.provenance === true && to.provenance === false),
    newcomers: another.filter(isNewcomer),
    publishers: another.filter((one) => !isNewcomer(one)),
    licences: moved.filter(({ from, to }) => from.license && to.license && from.license !== to.license),
    unknown: entering.filter(({ unknown }) => unknown !== undefined),
    withoutPublisher: answered.filter(({ publisher }) => publisher === undefined),
    withoutLicence: answered.filter(({ license }) => license === undefined),
  };
}
