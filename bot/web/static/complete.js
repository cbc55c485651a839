// What may be written at a place of a YAML text, by JSON Schema. Knows nothing of the page.
"use strict";

const Complete = (() => {
  const indentOf = (line) => line.length - line.trimStart().length;
  const bare = (text) => text.trim().replace(/^(["'])(.*)\1$/, "$2");

  // The document between "---" lines that holds a line, and that line's number within it.
  function documentAt(lines, number) {
    let first = number, last = number + 1;
    while (first > 0 && !/^---/.test(lines[first - 1])) first -= 1;
    while (last < lines.length && !/^---/.test(lines[last])) last += 1;
    return { lines: lines.slice(first, last), at: number - first };
  }

  // A line as its key, how deep that is, and how many list dashes stand before it.
  function readLine(line) {
    const dashes = /^(\s*(?:- +)*)/.exec(line)[1];
    const rest = line.slice(dashes.length);
    const key = /^("[^"]*"|'[^']*'|[^\s#:{}\[\]"'][^:{}\[\]#]*?)\s*:(?:\s|$)/.exec(rest);
    return { indent: indentOf(line), depth: dashes.length, dashes, rest, key: key ? bare(key[1]) : null };
  }

  const valueOf = (read) => bare(read.rest.split(":").slice(1).join(":").replace(/\s#.*/, ""));

  // The keys that lead to a place `depth` deep in line `at`; "[]" is an entry of a list.
  function pathTo(lines, at, depth) {
    const path = [];
    const own = readLine(lines[at]);
    for (let n = (own.dashes.match(/-/g) || []).length; n > 0; n -= 1) path.unshift("[]");
    let below = own.dashes.includes("-") ? own.indent : depth;
    let inList = own.dashes.includes("-");
    for (let n = at - 1; n >= 0 && (below > 0 || inList); n -= 1) {
      const line = lines[n];
      if (!line.trim() || /^\s*#/.test(line)) continue;
      const read = readLine(line);
      const listed = read.dashes.includes("-");
      if (read.key !== null && (read.depth < below || (inList && read.depth === below && !listed))) {
        path.unshift(read.key);
        below = read.depth;
        inList = false;
      }
      if (listed && read.indent < below && read.depth <= below) {
        path.unshift("[]");
        below = read.indent;
        inList = true;
      }
    }
    return path;
  }

  // All that a schema may be, without $ref and alternatives; a `kind` of playbook and a `type` of
  // channel that are `known` choose among them.
  function* forms(schema, root, known, seen = new Set()) {
    if (!schema || typeof schema !== "object" || seen.has(schema)) return;
    seen.add(schema);
    if (schema.$ref) {
      const part = schema.$ref.split("/").slice(1).reduce((inner, key) => inner?.[key], root);
      yield* forms(part, root, known, seen);
    }
    for (const key of ["kind", "type"]) {
      const named = schema.properties?.[key]?.const;
      if (named !== undefined && known[key] && named !== known[key]) return;
    }
    const rest = [schema.anyOf, schema.oneOf, schema.allOf, [schema.then], [schema.else]];
    for (const one of rest.flat()) yield* forms(one, root, known, seen);
    yield schema;
  }

  function* inside(schemas, key, root, known) {
    for (const schema of schemas) {
      if (key === "[]") { if (schema.items) yield* forms(schema.items, root, known); continue; }
      const own = schema.properties?.[key] ?? schema.additionalProperties;
      if (own && typeof own === "object") yield* forms(own, root, known);
    }
  }

  function follow(root, path, known) {
    let schemas = [...forms(root, root, known)];
    for (const key of path) schemas = [...inside(schemas, key, root, known)];
    return schemas;
  }

  // Keys that stand beside the one at line `at`, with what is written there.
  function beside(lines, at, depth) {
    const found = new Map();
    const first = readLine(lines[at]).dashes.includes("-");  // of an entry: none stand before it
    for (const step of first ? [1] : [-1, 1]) {
      for (let n = at + step; n >= 0 && n < lines.length; n += step) {
        if (!lines[n].trim() || /^\s*#/.test(lines[n])) continue;
        const read = readLine(lines[n]);
        const begins = read.dashes.includes("-");
        if (read.depth < depth || (step === 1 && begins && read.depth <= depth)) break;
        if (read.depth === depth && read.key) found.set(read.key, valueOf(read));
        if (step === -1 && begins && read.depth <= depth) break;
      }
    }
    return found;
  }

  const about = (schema, root) => {
    for (const form of forms(schema, root, {})) if (form.description) return form.description.split("\n")[0];
    return "";
  };

  function keys(schemas, root, taken, begun) {
    const found = new Map();
    for (const schema of schemas) {
      for (const [name, own] of Object.entries(schema.properties || {})) {
        if (!taken.has(name) && !found.has(name)) found.set(name, about(own, root));
      }
    }
    return pick([...found].map(([name, what]) => ({ text: name, insert: `${name}: `, what })), begun);
  }

  function values(schemas, begun) {
    const found = new Set();
    for (const schema of schemas) {
      for (const value of schema.enum || []) found.add(value);
      if ("const" in schema) found.add(schema.const);
      if ([schema.type].flat().includes("boolean")) { found.add(true); found.add(false); }
    }
    const written = (value) => (value === "*" ? '"*"' : String(value));
    const plain = [...found].filter((value) => value !== null);
    return pick(plain.map((value) => ({ text: written(value), insert: written(value), what: "" })), begun);
  }

  const pick = (all, begun) => all.filter((one) => {
    const text = one.text.toLowerCase(), start = begun.toLowerCase();
    return text.startsWith(start) && text !== start;
  });

  // What may stand at a position of a text: {begun, choices: [{text, insert, what}]}.
  function at(text, position, root) {
    const before = text.slice(0, position).split("\n");
    const all = text.split("\n");
    const number = before.length - 1, typed = before[number];
    const document = documentAt(all, number);
    const kindLine = document.lines.map(readLine).find((one) => one.depth === 0 && one.key === "kind");
    const kind = kindLine ? valueOf(kindLine) : "";
    const read = readLine(typed), taken = beside(document.lines, document.at, read.depth);
    document.lines[document.at] = typed;
    const path = pathTo(document.lines, document.at, read.depth);
    if (/#/.test(typed)) return { begun: "", choices: [] };
    if (read.key !== null) {
      const begun = typed.slice(typed.indexOf(":", read.depth) + 1).trimStart();
      const known = { kind, type: taken.get("type"), [read.key]: "" };
      return { begun, choices: values(follow(root, [...path, read.key], known), begun) };
    }
    const begun = read.rest;
    if (/[:{}\[\]"']/.test(begun)) return { begun: "", choices: [] };
    const here = follow(root, path, { kind, type: taken.get("type") });
    const entry = read.dashes.includes("-") ? values(here, begun) : [];
    return { begun, choices: [...keys(here, root, taken, begun), ...entry] };
  }

  return { at, pathTo };
})();
if (typeof module !== "undefined") module.exports = Complete;
