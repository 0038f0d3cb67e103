// The end of a log: stays at its last line while lines come, until somebody scrolls up; goes to a match when asked.
export function create(place) {
  const slack = 24;
  let follows = true;

  const toEnd = () => { if (follows) place.scrollTop = place.scrollHeight; };
  const scrolled = () => { follows = place.scrollTop + place.clientHeight >= place.scrollHeight - slack; };
  const watcher = new MutationObserver(toEnd);
  watcher.observe(place, { childList: true, subtree: true });
  place.addEventListener('scroll', scrolled, { passive: true });
  toEnd();

  return {
    reveal(match) {
      const mark = place.querySelector(`[data-match="${match}"]`);
      if (!mark) return;
      follows = false;
      const [outer, inner] = [place.getBoundingClientRect(), mark.getBoundingClientRect()];
      if (inner.top < outer.top || inner.bottom > outer.bottom) place.scrollTop += inner.top - outer.top - place.clientHeight / 2;
    },
    dispose() {
      watcher.disconnect();
      place.removeEventListener('scroll', scrolled);
    },
  };
}
