export const rules = {
  routes: 'routes',
  navigate: 'navigate',
  history: 'use-navigate',
  link: 'links',
  removed: 'removed',
} as const;

export const modules = ['react-router-dom', 'react-router'];
export const guide = 'https://reactrouter.com/6.30.1/upgrading/v5';
