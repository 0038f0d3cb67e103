// A menu that is a <details> closes once something of its list (data-closes) is chosen, by Escape, which goes back to what opened it, and when
// something else is clicked; one that is worked in for longer (data-stays) closes by the last two alone. Its list lies within the window, wherever its
// button stands. The site's own menu, which narrow windows open over the page, is closed by Escape too. Handlers written into the markup would not run: the page's policy lets scripts run from files of the site alone.
const openMenus = () => [...document.querySelectorAll('details.menu[open], details[open]:has(> :is([data-closes], [data-stays]))')];

document.addEventListener('click', (event) => {
  // What a click took out of the page is neither in a menu nor elsewhere.
  if (!(event.target instanceof Element) || !event.target.isConnected) return;
  const chosen = event.target.closest('[data-closes]')?.closest('details');
  for (const menu of openMenus()) {
    if (menu === chosen || !menu.contains(event.target)) menu.open = false;
  }
});

// A list hangs from the right end of its button. It is shifted by as much as it would leave the window there, or come nearer to its edges than this, px.
const nearest = 8;

document.addEventListener('toggle', (event) => {
  const list = event.target.open && event.target.querySelector(':scope > .list');
  if (!list) return;
  list.style.translate = '';
  const { left, right } = list.getBoundingClientRect();
  const shift = Math.max(nearest - left, Math.min(0, document.documentElement.clientWidth - nearest - right));
  list.style.translate = `${shift}px`;
}, true);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menus = openMenus();
  const scrim = document.querySelector('.scrim');
  // An open dialog takes the key for itself.
  if (scrim && menus.length === 0 && !document.querySelector('dialog[open], .mud-dialog')) {
    scrim.click();
    document.querySelector('.topbar .menu')?.focus();
  }
  const within = menus.find((menu) => event.target instanceof Element && menu.contains(event.target)) ?? menus.at(-1);
  for (const menu of menus) menu.open = false;
  within?.querySelector('summary')?.focus();
});
