// Finds the visible element with a role (first argument) and an accessible name (second argument):
// the exact name before one that contains it. Follows the parts of the "Accessible Name and
// Description Computation" that an honest page needs: https://www.w3.org/TR/accname-1.2/
const [role, name] = arguments;

const IMPLICIT = {
  button: 'button, input[type=button], input[type=submit], summary',
  checkbox: 'input[type=checkbox]',
  combobox: 'select',
  dialog: 'dialog',
  heading: 'h1, h2, h3, h4, h5, h6',
  img: 'img, svg',
  link: 'a[href]',
  list: 'ul, ol',
  listitem: 'li',
  main: 'main',
  navigation: 'nav',
  option: 'option',
  radio: 'input[type=radio]',
  region: 'section',
  row: 'tr',
  searchbox: 'input[type=search]',
  table: 'table',
  textbox:
    'input:not([type]), input[type=text], input[type=email], input[type=url], input[type=password], input[type=tel], input[type=search], textarea, [contenteditable=true]',
};

const clean = (text) => text.replace(/\s+/g, ' ').trim();

function content(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  if (node.getAttribute('aria-hidden') === 'true') return '';
  const own = node.getAttribute('aria-label') || node.getAttribute('alt');
  if (own) return ` ${own} `;
  const inside = [...node.childNodes].map(content).join('');
  return getComputedStyle(node).display.startsWith('inline') ? inside : ` ${inside} `;
}

function accessibleName(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) {
    const parts = by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean);
    if (parts.length) return clean(parts.map(content).join(' '));
  }
  const own = element.getAttribute('aria-label');
  if (own) return clean(own);
  if (element.labels && element.labels.length) return clean([...element.labels].map(content).join(' '));
  if (element.matches('input[type=submit], input[type=button]')) return clean(element.value);
  const inside = element.matches('input, textarea, select, [contenteditable=true]') ? '' : clean(content(element));
  return inside || clean(element.getAttribute('placeholder') || element.getAttribute('title') || '');
}

function shown(element) {
  if (element.closest('[aria-hidden=true], [inert]')) return false;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 0 && box.height > 0 && style.visibility === 'visible';
}

const implicit = IMPLICIT[role];
const found = [...document.querySelectorAll(implicit ? `[role="${role}"], ${implicit}` : `[role="${role}"]`)]
  .filter((element) => (element.getAttribute('role') ?? role) === role)
  .filter(shown)
  .map((element) => ({ element, named: accessibleName(element) }));
const wanted = clean(name);
const best = found.find(({ named }) => named === wanted) ?? found.find(({ named }) => named.includes(wanted));
return best ? best.element : null;
