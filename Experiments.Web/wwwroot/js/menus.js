// A menu that is a <details> closes once something of its list (data-closes) is chosen. Handlers written into the markup would not
// run: the page's policy lets scripts run from files of the site alone.
document.addEventListener('click', (event) => {
  const menu = event.target instanceof Element && event.target.closest('[data-closes]')?.closest('details');
  if (menu) menu.open = false;
});
