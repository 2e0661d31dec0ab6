/** What enters the lockfiles, for who reads the pull request: what is worth a look first, then everything, folded. */
import type { KnownAdvisory, SuppliedPackage, SupplyFacts } from '../domain/rollout.ts';
import { supplyFindings } from '../domain/supply.ts';
import { dayOf } from '../domain/time.ts';
import { cell, defuse } from './defuse.ts';

const most = 30;

export function supplyText(supply: SupplyFacts): string {
  if (supply.kind === 'unknown')
    return `### Supply chain\n\nWhat enters the lockfile is unknown: ${defuse(supply.because)}.`;
  const { entered, moved, left } = supply;
  const entering = [...moved.map(({ to }) => to), ...entered];
  if (entering.length + left.length === 0) return '';
  const numbers = [
    `${entering.length} ${entering.length === 1 ? 'version enters' : 'versions enter'} the lockfile`,
    ...(entered.length > 0 ? [`${entered.length} of them new`] : []),
    ...(left.length > 0 ? [`${left.length} only ${left.length === 1 ? 'leaves' : 'leave'}`] : []),
  ];
  const parts = [`### Supply chain\n\n${numbers.join(', ')}.`, worthALook(supply), everything(entering)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function worthALook(supply: Extract<SupplyFacts, { kind: 'known' }>): string {
  const found = supplyFindings(supply);
  const { advisories } = supply;
  const lines = [
    ...found.scripts.map((one) => `**${nameOf(one)} runs a script when it is installed**, which is new here`),
    ...found.unproven.map(({ from, to }) => `**${nameOf(to)} has no provenance**, and ${from.version} had`),
    ...found.newcomers.map(
      ({ from, to }) =>
        `**${nameOf(to)} was published by ${to.publisher}**, who published none of it before (${from.version}: ${from.publisher})`,
    ),
    ...found.publishers.map(
      ({ from, to }) =>
        `${nameOf(to)} was published by ${to.publisher}, ${from.version} by ${from.publisher}`,
    ),
    ...found.licences.map(
      ({ from, to }) => `${nameOf(to)} is under ${to.license}, ${from.version} was under ${from.license}`,
    ),
    ...found.unknown.map((one) => `nothing is known of ${nameOf(one)}: ${one.unknown}`),
    ...(advisories.kind === 'unknown'
      ? [`known vulnerabilities are unknown: ${advisories.because}`]
      : [
          ...advisories.entered.map((one) => `**brings in** ${advisoryOf(one)}`),
          ...advisories.left.map((one) => `removes ${advisoryOf(one)}`),
        ]),
  ].map((line) => `- ${defuse(line)}`);
  return (lines.length > most ? [...lines.slice(0, most), `- and ${lines.length - most} more`] : lines).join(
    '\n',
  );
}

function everything(entering: readonly SuppliedPackage[]): string {
  if (entering.length === 0) return '';
  const rows = entering.slice(0, most).map((one) => {
    const { publishedAt, publisher, license, provenance } = one;
    const cells = [
      nameOf(one),
      publishedAt ? dayOf(publishedAt) : 'unknown',
      `${publisher ?? 'unknown'}${provenance ? ', attested' : ''}`,
      license ?? 'unknown',
    ];
    return `| ${cells.map((text) => cell(defuse(text))).join(' | ')} |`;
  });
  const rest = entering.length - rows.length;
  const table = `| Version | Published | By | Licence |\n|---|---|---|---|\n${rows.join('\n')}`;
  const more = rest > 0 ? `\n\nand ${rest} more` : '';
  return `<details><summary>What enters</summary>\n\n${table}${more}\n\n</details>`;
}

const nameOf = ({ name, version }: SuppliedPackage) => `${name} ${version}`;
const advisoryOf = ({ id, severity, package: name, version, title }: KnownAdvisory) =>
  `${id} (${severity}) in ${name} ${version}: ${title}`;
