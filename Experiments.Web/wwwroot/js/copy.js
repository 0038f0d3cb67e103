// A button (data-copies="ID") puts the text of the element of that id onto the clipboard and says so in the element ID-copied. Browsers
// offer the clipboard to pages of this machine and of https alone; elsewhere the text is selected and copied as a person would.
document.addEventListener('click', async (event) => {
  const id = event.target instanceof Element && event.target.closest('[data-copies]')?.dataset.copies;
  const source = id && document.getElementById(id);
  if (!source) return;
  const said = document.getElementById(`${id}-copied`);
  let copied = false;
  try {
    await navigator.clipboard.writeText(source.textContent);
    copied = true;
  } catch {
    getSelection().selectAllChildren(source);
    copied = document.execCommand('copy');
  }
  if (said) said.textContent = copied ? 'Copied' : 'The browser does not allow it: the text is selected, press Ctrl-C.';
});
