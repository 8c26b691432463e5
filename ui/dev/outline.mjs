// Writes src/photo/outline.json, the world's outline for the map of a finding, from Natural Earth 1:110m (public
// domain, version 4.1.0) as the package world-atlas carries it. Only to be run when the outline itself changes:
//   npm install --no-save world-atlas@2.0.2 topojson-client@3.1.0 && node dev/outline.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { feature, mesh } from "topojson-client";

const atlas = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve("world-atlas/countries-110m.json")), "utf8"),
);

/** Hundredths of a degree, east from Greenwich and south from the equator: about a kilometre. */
const place = ([longitude, latitude]) => [Math.round(longitude * 100), Math.round(-latitude * 100)];

/** The same line where a step over the antimeridian is a short step, so that no line runs across the whole map. */
function unbroken(line) {
  let turns = 0;
  return line.map(([x, y], at) => {
    const step = at === 0 ? 0 : x - line[at - 1][0];
    if (Math.abs(step) > 18000) turns -= Math.sign(step);
    return [x + turns * 36000, y];
  });
}

/** A ring around the pole does not come back to where it began: it is closed over the pole. */
function closed(ring) {
  const [[first], [last]] = [ring[0], ring.at(-1)];
  return first === last ? ring : [...ring, [last, 9000], [first, 9000]];
}

function path(lines, end) {
  return lines
    .map((line) => {
      const [[x, y], ...rest] = line.filter((point, at) => String(point) !== String(line[at - 1]));
      let before = [x, y];
      const steps = rest.map((point) => {
        const step = [point[0] - before[0], point[1] - before[1]];
        before = point;
        return step.join(" ").replace(" -", "-");
      });
      return `M${x} ${y}l${steps.join(" ").replaceAll(" -", "-")}${end}`;
    })
    .join("");
}

const polygons = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) =>
  geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
);
const rings = polygons.flat().map((ring) => closed(unbroken(ring.map(place))));
const borders = mesh(atlas, atlas.objects.countries, (one, other) => one !== other).coordinates;

writeFileSync(
  new URL("../src/photo/outline.json", import.meta.url),
  `${JSON.stringify(
    {
      land: path(rings, "z"),
      borders: path(
        borders.map((line) => unbroken(line.map(place))),
        "",
      ),
    },
    null,
    2,
  )}\n`,
);
