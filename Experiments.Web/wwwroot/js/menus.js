// A menu that is a <details> (its list has data-closes) closes once something of it is chosen, by Escape, and when something else is
// clicked. Handlers written into the markup would not run: the page's policy lets scripts run from files of the site alone.
const openMenus = () => [...document.querySelectorAll('details[open] > [data-closes]')].map((list) => list.parentElement);

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  for (const menu of openMenus()) {
    if (target?.closest('[data-closes]')?.parentElement === menu || !menu.contains(target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
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
