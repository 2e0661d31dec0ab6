export const rules = {
  import: 'import',
  provider: 'router-provider',
  flag: 'future-flag',
  removed: 'removed',
} as const;

/** The package whose exports moved, its server half among them. */
export const moved = ['react-router-dom', 'react-router-dom/server'];
export const to = 'react-router';
export const all = [...moved, to];

export const guide = 'https://reactrouter.com/upgrading/v6';
