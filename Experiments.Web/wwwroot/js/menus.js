// A menu that is a <details> closes once something of its list (data-closes) is chosen, by Escape, which goes back to what opened it, and when
// something else is clicked; one that is worked in for longer (data-stays) closes by the last two alone. Handlers written into the markup would not run: the page's policy lets scripts run from files of the site alone.
const openMenus = () => [...document.querySelectorAll('details.menu[open], details[open]:has(> :is([data-closes], [data-stays]))')];

document.addEventListener('click', (event) => {
  // What a click took out of the page is neither in a menu nor elsewhere.
  if (!(event.target instanceof Element) || !event.target.isConnected) return;
  const chosen = event.target.closest('[data-closes]')?.closest('details');
  for (const menu of openMenus()) {
    if (menu === chosen || !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menus = openMenus();
  const within = menus.find((menu) => event.target instanceof Element && menu.contains(event.target)) ?? menus.at(-1);
  for (const menu of menus) menu.open = false;
  within?.querySelector('summary')?.focus();
});
