// Completion of a filter while it is typed: a combobox whose suggestions come by HTTP, so that typing waits for no round trip of the page.
// The page itself is told the filter by a change event, on Enter, on the button, or when the field is left.
const patience = 80;

export function create(field, url) {
  const input = field.querySelector('input');
  const list = field.querySelector('[role=listbox]');
  const told = field.querySelector('[role=status]');
  const mark = field.querySelector('.mark');
  let place = null;
  let active = -1;
  let asked = 0;
  let timer = 0;

  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    told.textContent = '';
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function choose(index) {
    active = index;
    options().forEach((option, i) => {
      option.setAttribute('aria-selected', i === index ? 'true' : 'false');
      if (i === index) option.scrollIntoView({ block: 'nearest' });
    });
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', options()[index].id);
  }

  function accept(index) {
    const text = place.suggestions[index].text;
    const rest = input.value.slice(place.start + place.length).trimStart();
    const before = `${input.value.slice(0, place.start)}${text} `;
    input.value = before + rest;
    input.setSelectionRange(before.length, before.length);
    edited();
    ask();
  }

  function show(answer) {
    place = answer;
    if (answer.suggestions.length === 0) {
      close();
      return;
    }

    list.replaceChildren(...answer.suggestions.map((suggestion, i) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${i}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      const text = document.createElement('code');
      text.textContent = suggestion.text;
      const help = document.createElement('span');
      help.textContent = suggestion.help;
      option.append(text, help);
      // The field keeps the focus; a click is a choice.
      option.addEventListener('mousedown', (event) => { event.preventDefault(); accept(i); });
      return option;
    }));
    list.hidden = false;
    active = -1;
    input.setAttribute('aria-expanded', 'true');
    input.removeAttribute('aria-activedescendant');
    told.textContent = `${answer.suggestions.length} suggestions`;
  }

  async function ask() {
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(`${url}?text=${encodeURIComponent(input.value)}&caret=${input.selectionStart ?? input.value.length}`);
      if (answer.ok && mine === asked && document.activeElement === input) show(await answer.json());
    } catch {
      // The server is away for a moment: there is no completion, and the filter can still be typed.
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(ask, patience);
  }

  // What was marked as wrong is no longer what stands there.
  function edited() {
    mark.hidden = true;
    input.removeAttribute('aria-invalid');
  }

  const tell = () => input.dispatchEvent(new Event('change', { bubbles: true }));

  function pressed(event) {
    const count = options().length;
    if (event.key === 'ArrowDown' || (event.key === ' ' && event.ctrlKey)) {
      event.preventDefault();
      if (!isOpen()) ask();
      else choose(active + 1 < count ? active + 1 : 0);
    } else if (event.key === 'ArrowUp' && isOpen()) {
      event.preventDefault();
      choose(active > 0 ? active - 1 : count - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen() && active >= 0) {
      event.preventDefault();
      accept(active);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      close();
      tell();
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  const typed = () => { edited(); plan(); };
  const scrolled = () => { mark.scrollLeft = input.scrollLeft; };
  const submitted = (event) => { event.preventDefault(); close(); tell(); };
  input.addEventListener('input', typed);
  input.addEventListener('keydown', pressed);
  input.addEventListener('blur', close);
  input.addEventListener('scroll', scrolled);
  field.closest('form').addEventListener('submit', submitted);
  // What was typed before the page came to life.
  if (document.activeElement === input && input.value !== input.defaultValue) plan();
  return {
    fresh(wrong) {
      mark.hidden = !wrong;
      if (wrong) input.setAttribute('aria-invalid', 'true');
      scrolled();
    },
    dispose() {
      close();
      input.removeEventListener('input', typed);
      input.removeEventListener('keydown', pressed);
      input.removeEventListener('blur', close);
      input.removeEventListener('scroll', scrolled);
    },
  };
}
