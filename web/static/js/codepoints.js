// The server counts characters; JavaScript counts UTF-16 units. Cuts text by the server's offsets.

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/;

// A function from a character offset to a UTF-16 offset, for offsets asked in rising order.
function converter(text) {
  if (!ASTRAL.test(text)) return (offset) => offset;
  let units = 0, characters = 0;
  return (offset) => {
    for (; characters < offset && units < text.length; characters++) units += text.codePointAt(units) > 0xffff ? 2 : 1;
    return units;
  };
}

// [[text, marks]] in order: `text` cut at the ends of all spans; `marks` are the indices of the spans that hold it.
export function cut(text, spans) {
  const edges = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const units = converter(text);
  const place = new Map(edges.map((edge) => [edge, units(edge)]));
  const cuts = [0, ...place.values(), text.length];
  const pieces = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    if (cuts[i] >= cuts[i + 1]) continue;
    const marks = spans.flatMap((span, index) =>
      place.get(span.start) <= cuts[i] && cuts[i + 1] <= place.get(span.end) ? [index] : []);
    pieces.push([text.slice(cuts[i], cuts[i + 1]), marks]);
  }
  return pieces;
}
