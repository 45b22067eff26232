// Writes random regular expressions with the texts that node's engine (flag u) matches from end to end, anywhere, or not
// at all, one JSON object a line.
let seed = 7;
const draw = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff, (seed >> 8) % n);
const atoms = ["a", "b", "c", "é", "😀", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\w", "\\.", "[\\d\\-]", "(?:ab|c)", "[^\\w]", "1", "-"];
// No astral letters: V8 finds \\B between their surrogates.
const letters = ["a", "b", "c", "d", "é", "1", "2", "-", ".", "_", " "];
const edges = ["^", "$", "\\b", "\\B"];
const looks = ["(?=", "(?!"];
function alternatives(depth) {
  let pattern = sequence(depth);
  while (draw(4) === 0) pattern += "|" + sequence(depth);
  return pattern;
}
function sequence(depth) {
  let pattern = "";
  for (let n = 1 + draw(3); n > 0; n--) {
    if (draw(4) === 0) {
      pattern += depth > 0 && draw(2) === 0 ? looks[draw(2)] + alternatives(depth - 1) + ")" : edges[draw(4)];
      continue;
    }
    pattern += depth > 0 && draw(3) === 0 ? "(" + alternatives(depth - 1) + ")" : atoms[draw(atoms.length)];
    pattern += ["*", "+", "?", "{1,3}", "{2}", "", "", ""][draw(8)];
  }
  return pattern;
}
for (let i = 0; i < 1200; i++) {
  const pattern = alternatives(3);
  const full = new RegExp(`^(?:${pattern})$`, "u"), search = new RegExp(pattern, "u");
  const line = { pattern, full: [], found: [], none: [] };
  for (let k = 0; k < 60; k++) {
    const text = Array.from({ length: draw(6) }, () => letters[draw(letters.length)]).join("");
    const list = full.test(text) ? line.full : search.test(text) ? line.found : line.none;
    if (list.length < 4 && !list.includes(text)) list.push(text);
  }
  if (line.full.length > 0 && line.none.length > 0 && pattern.match(/\(\?[=!]|[$^b]/i) && pattern.length < 90) console.log(JSON.stringify(line));
}
