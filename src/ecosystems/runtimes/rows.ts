import { platformName, tsconfigBase, types } from './forms/companions.ts';
import { excluded } from './forms/excluded.ts';
import { image, imageTag, imageVariant } from './forms/image.ts';
import { entry, list, words } from './forms/list.ts';
import { range } from './forms/range.ts';
import { version } from './forms/version.ts';
import { once } from './json.ts';
import type { Row } from './row.ts';
import { dockerfileSites } from './sites/dockerfile.ts';
import { firstWord, toolVersions } from './sites/lines.ts';
import { azureTask, either, features, lists, properties, scalars, scalarsBeside } from './sites/paths.ts';
import { actionRuntime, workflowSites } from './sites/workflow.ts';

const manifest = /(?:^|\/)package\.json$/;
const mise =
  /(?:^|\/)(?:\.?mise(?:\.[\w-]+)?\.toml|\.?mise\/config\.toml|\.config\/mise(?:\/config)?\.toml)$/;
const dockerfile = /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.(?:docker|container)file)$/i;
const compose = /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;
const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;
/** Inputs that take a version, and images; most workflows that speak of nodes have neither. */
const workflowWords = [
  ...[
    'node-version',
    'node_version',
    'nodejs-version',
    'nodejs_version',
    'nodeVersion',
    'node-Version',
    'NODE_VERSION',
  ],
  ...['node:', '/nodejs', '/javascript-node', '/typescript-node'],
];
const tsconfig = /(?:^|\/)(?:ts|js)config(?:\.[\w.-]+)?\.json$/;
const serverless = /(?:^|\/)serverless(?:\.[\w-]+)?\.ya?ml$/;
const cloudFormation = /(?:^|\/)(?:(?:[\w.-]*[.-])?template|sam|cloudformation)(?:\.[\w-]+)?\.(?:ya?ml)$/;
const devcontainer = /(?:^|\/)\.?devcontainer(?:\/[\w.-]+)?(?:\/devcontainer)?\.json$/;
const circle = /^\.circleci\/[\w.-]+\.ya?ml$/;
const gitlab = /(?:^|\/)\.gitlab-ci(?:\.[\w.-]+)?\.ya?ml$|^\.gitlab\/.+\.ya?ml$/;
const azure = /(?:^|\/)(?:azure-pipelines(?:[.-][\w.-]+)?|\.azure-?pipelines\/.+|\.pipelines\/.+)\.ya?ml$/;

const sections = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'overrides',
  'resolutions',
  'pnpm.overrides',
];
const inSections = (name: string) => sections.map((section) => `${section}.${name}`);
const typesPackage = '@types/node';

/** A file is analysed once for all the rows that ask. */
function kept<F extends object, T>(analyse: (file: F) => T): (file: F) => T {
  const known = new WeakMap<F, () => T>();
  return (file) => {
    const own = known.get(file) ?? once(() => analyse(file));
    known.set(file, own);
    return own();
  };
}

const inDockerfile = kept(dockerfileSites);
const inWorkflow = kept(workflowSites);

/**
 * Every kind of place that names a version of Node.js. Another kind of file is one more row: where it lies, the words
 * without which it is not worth parsing, where in it the versions stand, and in which form they are written.
 */
export const rows: readonly Row[] = [
  // Version managers.
  { place: '.nvmrc', path: /(?:^|\/)\.nvmrc$/, words: [], find: firstWord, form: version },
  { place: '.node-version', path: /(?:^|\/)\.node-version$/, words: [], find: firstWord, form: version },
  {
    place: '.tool-versions',
    path: /(?:^|\/)\.tool-versions$/,
    words: ['node'],
    find: toolVersions,
    form: words,
  },
  {
    place: 'mise tool',
    path: mise,
    words: ['node'],
    find: scalars(
      'toml',
      ...['node', 'nodejs', 'core:node'].flatMap((tool) => [`tools.${tool}`, `tools.${tool}.version`]),
    ),
    form: version,
  },
  {
    place: 'mise tools',
    path: mise,
    words: ['node'],
    find: lists('toml', 'tools.node', 'tools.nodejs', 'tools.core:node'),
    form: list,
  },

  // package.json and its companions.
  {
    place: 'engines.node',
    path: manifest,
    words: ['"engines"'],
    find: scalars('json', 'engines.node'),
    form: range,
    promise: true,
  },
  {
    place: 'volta.node',
    path: manifest,
    words: ['"volta"'],
    find: scalars('json', 'volta.node'),
    form: version,
  },
  {
    place: 'devEngines.runtime',
    path: manifest,
    words: ['"devEngines"'],
    find: either(
      scalarsBeside('json', 'devEngines.runtime', 'version', (sibling) => sibling('name') === 'node'),
      scalarsBeside('json', 'devEngines.runtime.*', 'version', (sibling) => sibling('name') === 'node'),
    ),
    form: range,
  },
  {
    place: typesPackage,
    path: manifest,
    words: [`"${typesPackage}"`],
    find: scalars('json', ...inSections(typesPackage)),
    form: types,
    promise: true,
  },
  {
    place: `${typesPackage} in a catalog`,
    path: /(?:^|\/)(?:pnpm-workspace\.yaml|\.yarnrc\.yml)$/,
    words: [typesPackage],
    find: scalars(
      'yaml',
      `catalog.${typesPackage}`,
      `catalogs.*.${typesPackage}`,
      `overrides.${typesPackage}`,
    ),
    form: types,
    promise: true,
  },
  {
    place: '@tsconfig package',
    path: manifest,
    words: ['"@tsconfig/node'],
    find: properties('json', /^@tsconfig\/node\d+$/, ...sections.slice(0, 3)),
    form: tsconfigBase,
    promise: true,
  },
  {
    place: 'tsconfig extends',
    path: tsconfig,
    words: ['@tsconfig/node'],
    find: scalars('json', 'extends', 'extends.*'),
    form: tsconfigBase,
    promise: true,
  },

  // Images.
  {
    place: 'image',
    path: dockerfile,
    words: ['node'],
    find: (file) => inDockerfile(file).images,
    form: image,
  },
  {
    place: 'image variant',
    path: dockerfile,
    words: ['node'],
    find: (file) => inDockerfile(file).templates,
    form: imageVariant,
  },
  {
    place: 'build argument',
    path: dockerfile,
    words: ['node', 'NODE'],
    find: (file) => inDockerfile(file).versions,
    form: imageTag,
  },
  {
    place: 'compose image',
    path: compose,
    words: ['node'],
    find: scalars('yaml', 'services.*.image'),
    form: image,
  },
  {
    place: 'compose build argument',
    path: compose,
    words: ['NODE'],
    find: scalars('yaml', 'services.*.build.args.NODE_VERSION', 'services.*.environment.NODE_VERSION'),
    form: version,
  },
  {
    place: 'devcontainer image',
    path: devcontainer,
    words: ['node'],
    find: scalars('json', 'image'),
    form: image,
  },
  {
    place: 'devcontainer feature',
    path: devcontainer,
    words: ['/node'],
    find: features(/\/features\/node(?::|$)/),
    form: version,
  },

  // Continuous integration.
  {
    place: 'node-version',
    path: workflow,
    words: workflowWords,
    find: (file) => inWorkflow(file).versions,
    form: version,
  },
  {
    place: 'matrix',
    path: workflow,
    words: workflowWords,
    find: (file) => inWorkflow(file).matrices,
    form: list,
  },
  {
    place: 'matrix entry',
    path: workflow,
    words: workflowWords,
    find: (file) => inWorkflow(file).entries,
    form: entry,
  },
  {
    place: 'matrix exclude',
    path: workflow,
    words: workflowWords,
    find: (file) => inWorkflow(file).excludes,
    form: excluded,
  },
  {
    place: 'workflow image',
    path: workflow,
    words: workflowWords,
    find: (file) => inWorkflow(file).images,
    form: image,
  },
  {
    place: 'action runtime',
    path: /(?:^|\/)action\.ya?ml$/,
    words: ['using'],
    find: actionRuntime,
    form: platformName('github-actions'),
  },
  {
    place: 'GitLab image',
    path: gitlab,
    words: ['node'],
    find: scalars(
      'yaml',
      'image',
      'image.name',
      '*.image',
      '*.image.name',
      'services.*',
      '*.services.*',
      '*.services.*.name',
    ),
    form: image,
  },
  {
    place: 'GitLab variable',
    path: gitlab,
    words: ['NODE_VERSION'],
    find: scalars('yaml', 'variables.NODE_VERSION', '*.variables.NODE_VERSION'),
    form: version,
  },
  {
    place: 'Travis version',
    path: /^\.travis\.ya?ml$/,
    words: ['node_js'],
    find: scalars('yaml', 'node_js', ...['matrix', 'jobs'].map((jobs) => `${jobs}.include.*.node_js`)),
    form: version,
  },
  {
    place: 'Travis versions',
    path: /^\.travis\.ya?ml$/,
    words: ['node_js'],
    find: lists('yaml', 'node_js', 'jobs.include.*.node_js'),
    form: list,
  },
  {
    place: 'CircleCI image',
    path: circle,
    words: ['node'],
    find: scalars('yaml', 'jobs.*.docker.*.image', 'executors.*.docker.*.image'),
    form: image,
  },
  {
    place: 'CircleCI version',
    path: circle,
    words: ['node-version'],
    find: scalars('yaml', '**.node-version'),
    form: version,
  },
  {
    place: 'Azure task',
    path: azure,
    words: ['NodeTool', 'UseNode'],
    find: either(azureTask(/^NodeTool@/i, 'versionSpec'), azureTask(/^UseNode@/i, 'version')),
    form: version,
  },
  {
    place: 'AppVeyor version',
    path: /^\.?appveyor\.ya?ml$/,
    words: ['nodejs_version'],
    find: scalars('yaml', '**.nodejs_version'),
    form: version,
  },
  {
    place: 'Cloud Build image',
    path: /(?:^|\/)cloudbuild(?:[.-][\w.-]+)?\.ya?ml$/,
    words: ['node'],
    find: scalars('yaml', 'steps.*.name'),
    form: image,
  },

  // Where it is deployed.
  {
    place: 'Serverless runtime',
    path: serverless,
    words: ['nodejs'],
    find: scalars(
      'yaml',
      'provider.runtime',
      'functions.*.runtime',
      'functions.*.*.runtime',
      'layers.*.compatibleRuntimes.*',
    ),
    form: platformName('aws-lambda'),
  },
  {
    place: 'Lambda runtime',
    path: cloudFormation,
    words: ['nodejs'],
    find: scalars(
      'yaml',
      'Globals.Function.Runtime',
      'Resources.*.Properties.Runtime',
      'Resources.*.Properties.CompatibleRuntimes.*',
    ),
    form: platformName('aws-lambda'),
  },
  {
    place: 'app.json engine',
    path: /(?:^|\/)app\.json$/,
    words: ['"engines"'],
    find: scalars('json', 'engines.node'),
    form: range,
  },
  {
    place: 'Render version',
    path: /(?:^|\/)render\.ya?ml$/,
    words: ['NODE_VERSION'],
    find: either(
      ...['services.*.envVars.*', 'envVarGroups.*.envVars.*'].map((path) =>
        scalarsBeside('yaml', path, 'value', (sibling) => sibling('key') === 'NODE_VERSION'),
      ),
    ),
    form: version,
  },
  {
    place: 'Netlify version',
    path: /(?:^|\/)netlify\.toml$/,
    words: ['NODE_VERSION'],
    find: scalars('toml', 'build.environment.NODE_VERSION', 'context.*.environment.NODE_VERSION'),
    form: version,
  },
  {
    place: 'Vercel runtime',
    path: /(?:^|\/)(?:vercel|now)\.json$/,
    words: ['nodejs'],
    find: scalars('json', 'functions.*.runtime'),
    form: platformName('vercel'),
  },
  {
    place: 'App Engine runtime',
    path: /(?:^|\/)app(?:[.-][\w-]+)?\.ya?ml$/,
    words: ['runtime'],
    find: scalars('yaml', 'runtime'),
    form: platformName('google-cloud'),
  },
  {
    place: 'Firebase runtime',
    path: /(?:^|\/)firebase\.json$/,
    words: ['nodejs'],
    find: scalars('json', 'functions.runtime', 'functions.*.runtime'),
    form: platformName('google-cloud'),
  },
];
