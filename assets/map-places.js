"use strict";
// What is drawn over the base map, as features: clusters with leaders and labels, and the line
// of the open event.
watchline.mapPlaces = (() => {
  const LEADER = 5; // px a cluster may stand off before a line leads back to its place
  const ALL = 1000; // marks that are laid out at once; of more, those in and around the view
  const FRAMED = 60; // px around a subject that an inset enlarges without other marks
  const NEAR = 120; // px around the subject of the open event without names of other places

  const { plane, pushApart, point, line, isolate, textWidth } = watchline.mapLayout;

  /**
   * @param {Watchline.PlaceRow} row
   * @param {string} key of a place
   */
  const has = (row, key) => row.key === key || row.members.includes(key);

  /**
   * The places at the present zoom, in px, pushed apart.
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   * @param {Watchline.MapMeta} meta
   * @param {Watchline.Plane} view
   * @returns {Watchline.PlaceBox[]}
   */
  function boxesOf(gd, map, meta, view) {
    const trace = gd.data[0];
    const lons = gd._fullData?.[0]?.lon || trace.lon || [];
    const lats = gd._fullData?.[0]?.lat || trace.lat || [];
    const shapes = watchline.mapPlaces.shapesOf(gd);
    const rows = watchline.mapPlaces.rowsOf(gd);
    /** @type {Watchline.PlaceBox[]} */
    const boxes = [];
    rows.forEach((row, i) => {
      const [x, y] = view.to(lons[i], lats[i]);
      const far = Math.abs(x - view.width / 2) >= view.width || Math.abs(y - view.height / 2) >= view.height;
      if (rows.length > ALL && far) return;
      const scale = row.opacity < 1 ? meta.scale * meta.dim : meta.scale;
      const cluster = watchline.marks.pack(row.spec, scale, shapes);
      const { halfX, halfY } = cluster;
      const chosen = Boolean(meta.selected) && has(row, meta.selected);
      const mass = halfX * halfY * (chosen ? 1e6 : 1);
      const origin = /** @type {LonLat} */ ([lons[i], lats[i]]);
      boxes.push({ i, row, cluster, scale, chosen, origin, at: origin, x, y, trueX: x, trueY: y, halfX, halfY, mass });
    });
    pushApart(boxes);
    return boxes;
  }

  /**
   * What of the open event's line a cluster has to give way to.
   * @param {Watchline.MapMeta} meta
   * @param {Watchline.Plane} view
   */
  function aroundSubject(meta, view) {
    const end = meta.link?.features.find((f) => f.properties.end === "subject");
    const subject = end?.geometry.type === "Point" ? view.to(...end.geometry.coordinates) : null;
    const framed = Boolean(meta.link?.features.some((f) => f.properties.frame));
    /** @param {Watchline.PlaceBox} box */
    const distance = (box) => (subject ? Math.hypot(box.x - subject[0], box.y - subject[1]) : Infinity);
    return {
      // the line names its ends itself; names of other places would hide them
      /** @param {Watchline.PlaceBox} box */
      named: (box) => !(meta.link && (box.chosen || distance(box) < NEAR)),
      // what the inset enlarges is not drawn under it as well
      /** @param {Watchline.PlaceBox} box */
      hidden: (box) => framed && !box.chosen && distance(box) < FRAMED,
    };
  }

  /**
   * @param {Watchline.PlaceBox} box
   * @param {number} ringGap
   */
  const ringOf = ({ cluster }, ringGap) => cluster.radius + ringGap + (cluster.ring ? 3 : 0);

  /**
   * @param {Watchline.PlaceBox} box
   * @param {{ icon: string, ring: number, hidden: boolean }} drawn
   * @param {Watchline.PlacedName | undefined} name
   */
  function placeProperties({ row, chosen }, drawn, name) {
    return {
      kind: "place",
      icon: drawn.icon,
      name: name ? isolate(row.name) : "",
      count: name ? row.count : "",
      anchor: name?.anchor ?? "left",
      offset: name?.offset ?? [0, 0],
      total: row.total,
      strong: row.tone === "strong",
      tone: row.tone,
      opacity: drawn.hidden ? 0 : row.opacity,
      chosen,
      ring: drawn.ring,
    };
  }

  /**
   * From the frame around the subject to the inset that enlarges it.
   * @param {MapLibre} map
   * @param {Feature | undefined} frame
   * @param {Watchline.Plane} view
   */
  function hairlines(map, frame, view) {
    const inset = document.querySelector("[data-map-inset]");
    if (frame?.geometry.type !== "LineString" || !inset) return [];
    const [northWest, , , southWest] = frame.geometry.coordinates;
    const on = map.getContainer().getBoundingClientRect();
    const box = inset.getBoundingClientRect();
    if (!box.width) return [];
    const right = box.right - on.left;
    return [
      line([view.from(right, box.top - on.top), northWest], { frame: false }),
      line([view.from(right, box.bottom - on.top), southWest], { frame: false }),
    ];
  }

  return {
    has,

    metaOf(gd) {
      const meta = gd.data?.[0]?.meta;
      return meta && "watchline" in meta && meta.watchline === "map" ? meta : null;
    },

    shapesOf: (gd) => /** @type {{ marks: Watchline.MarkShapes }} */ (gd.layout.meta).marks,

    rowOf(meta, customdata) {
      /** @type {unknown} */
      const row = Object.fromEntries(meta.columns.map((name, i) => [name, customdata[i]]));
      return /** @type {Watchline.PlaceRow} */ (row);
    },

    rowsOf(gd) {
      const meta = watchline.mapPlaces.metaOf(gd);
      const rows = /** @type {unknown[][]} */ (gd.data[0].customdata || []);
      return meta ? rows.map((values) => watchline.mapPlaces.rowOf(meta, values)) : [];
    },

    layOut(gd, map, meta, iconOf) {
      const view = plane(map);
      const ringGap = watchline.mapPlaces.shapesOf(gd).ring;
      const boxes = boxesOf(gd, map, meta, view);
      const subject = aroundSubject(meta, view);
      const named = boxes.filter((box) => subject.named(box));
      const { over, place } = watchline.mapMarkNames;
      const names = place(named, boxes, view, over(map), (box) => (box.chosen ? ringOf(box, ringGap) : 0));
      /** @type {Feature[]} */
      const features = [];
      for (const box of boxes) {
        const off = Math.hypot(box.x - box.trueX, box.y - box.trueY);
        if (off > 0.5) box.at = view.from(box.x, box.y);
        const { at } = box;
        if (off > LEADER) {
          features.push(line([box.origin, at], { kind: "leader" }));
          features.push(point(box.origin, { kind: "origin" }));
        }
        const hidden = subject.hidden(box);
        const name = names.get(box.i);
        if (name?.line) features.push(line(name.line.map(([x, y]) => view.from(x, y)), { kind: "leader" }));
        const drawn = { icon: iconOf(box.row.spec, box.scale), ring: ringOf(box, ringGap), hidden };
        features.push(point(at, placeProperties(box, drawn, name), box.i));
        const target = gd.calcdata?.[0]?.[box.i];
        if (target) {
          target.lonlat = hidden ? [undefined, undefined] : at; // as Plotly marks points without a place
          target.mrc = Math.max(box.cluster.halfX, box.cluster.halfY) + 2;
        }
      }
      return { boxes, collection: { type: "FeatureCollection", features } };
    },

    linkOf(map, meta, boxes) {
      if (!meta.link) return { type: "FeatureCollection", features: [] };
      const view = plane(map);
      const venue = boxes.find((box) => box.chosen);
      const frame = meta.link.features.find((f) => f.properties.frame);
      /** @param {number} x */
      const fromFrame = (x) =>
        frame?.geometry.type === "LineString" ? Math.abs(view.to(...frame.geometry.coordinates[1])[0] - x) : 4;
      const features = meta.link.features.map((f) => {
        const { end, name, side } = /** @type {Partial<Watchline.LinkEnd>} */ (f.properties);
        if (!end || !name || !side || f.geometry.type !== "Point") return f;
        const [x] = view.to(...f.geometry.coordinates);
        const clear = end === "venue" ? (venue?.halfX ?? 4) + 10 : fromFrame(x) + 10;
        const width = textWidth(name, 14, 0) + clear;
        const fits = side > 0 ? x + width < view.width : x - width > 0;
        const anchor = `${fits ? "" : "top-"}${side > 0 === fits ? "left" : "right"}`;
        const offset = fits ? [(side * clear) / 13, 0] : [0, clear / 13];
        return { ...f, properties: { end, name, anchor, offset } };
      });
      return { type: "FeatureCollection", features: [...features, ...hairlines(map, frame, view)] };
    },
  };
})();
