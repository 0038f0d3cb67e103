// A menu that is a <details> (its list has data-closes) closes once something of it is chosen, by Escape, and when something else is
// clicked; one that is worked in for longer (its list has data-stays) closes by the last two alone. Handlers written into the markup would not run: the page's policy lets scripts run from files of the site alone.
const openMenus = () => [...document.querySelectorAll('details[open] > :is([data-closes], [data-stays])')].map((list) => list.parentElement);

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  for (const menu of openMenus()) {
    if (target?.closest('[data-closes]')?.parentElement === menu || (target?.isConnected && !menu.contains(target))) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});
