// Before anything is drawn: light or dark, as was chosen here or in the console.
const chosen = localStorage.getItem('paygraph-theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
