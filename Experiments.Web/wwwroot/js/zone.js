// Times are shown in this browser's time zone: a cookie tells it to the server before the next page is rendered.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  document.cookie = `zone=${encodeURIComponent(zone)};path=/;max-age=31536000;samesite=lax`;
  window.experimentsZone = () => zone;
})();
