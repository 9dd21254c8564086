import './style/tokens.css';
import './style/layout.css';
import './style/parts.css';
import './style/pages.css';
import './style/charts.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { isPassing } from './api/request.ts';
import { App } from './app.tsx';
import { applyTheme } from './theme.ts';

applyTheme();
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 4 && isPassing(error),
      retryDelay: (failures) => Math.min(5_000, 400 * 2 ** failures),
    },
  },
});
const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <QueryClientProvider client={client}>
    <Router base="/console">
      <App />
    </Router>
  </QueryClientProvider>,
);
