// A menu that is a <details> closes once something of its list (data-closes) is chosen. Handlers written into the markup would not
// run: the page's policy lets scripts run from files of the site alone.
document.addEventListener('click', (event) => {
  const menu = event.target instanceof Element && event.target.closest('[data-closes]')?.closest('details');
  if (menu) menu.open = false;
});

// A click elsewhere closes an open menu; Escape does, and goes back to what opened it.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (event.target instanceof Node && event.target.isConnected && !menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = event.target instanceof Element && event.target.closest('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});
