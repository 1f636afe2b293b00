"use strict";
// The figure's rows become features of the style's empty sources, with an image for each mark.
watchline.mapSources = (() => {
  /** @type {FeatureCollection} */
  const EMPTY = { type: "FeatureCollection", features: [] };

  const { plane } = watchline.mapLayout;
  const { metaOf, shapesOf, layOut, linkOf } = watchline.mapPlaces;

  const ratio = () => window.devicePixelRatio || 1;

  // --- images ----------------------------------------------------------------------------

  /**
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   * @param {string} id
   */
  function imageOf(gd, map, id) {
    const meta = metaOf(gd);
    if (!meta) throw new Error(`There is no map to draw ${id} for`);
    const { theme } = meta;
    const [, kind, , ...rest] = id.split(":");
    const { marks } = watchline;
    if (kind === "dot") return marks.dot(theme.paper, theme.dot, ratio());
    if (kind === "hatch") {
      const zoom = map.getZoom();
      return marks.hatch(Number(rest[0]), theme.zone, ratio(), 2 ** (zoom - Math.floor(zoom)));
    }
    const [density, k, spec] = rest;
    const shapes = shapesOf(gd);
    return marks.draw(marks.pack(spec, Number(k), shapes), shapes.ring, theme, Number(density));
  }

  /**
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   * @param {string} id
   */
  function addImage(gd, map, id) {
    if (!map.hasImage(id)) map.addImage(id, imageOf(gd, map, id), { pixelRatio: ratio() });
  }

  // --- marks -----------------------------------------------------------------------------

  /**
   * Features of every place at the present zoom; moves the trace's points to the drawn marks.
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   * @param {Watchline.MapMeta} meta
   */
  function drawPlaces(gd, state, meta) {
    const { map } = state;
    Object.assign(state, { customdata: gd.data[0].customdata, meta });
    state.layout = layOut(gd, map, meta, (spec, k) => {
      const id = `wl:mark:${meta.theme.name}:${ratio()}:${k}:${spec}`;
      addImage(gd, map, id);
      return id;
    });
    return state.layout;
  }

  /**
   * Figure → sources, after every plot and every change of zoom.
   * @type {Watchline.Scripts["mapSources"]["sync"]}
   */
  function sync(gd, state, force) {
    const meta = metaOf(gd);
    if (!meta || !state.map.getSource("marks")) return;
    const same = state.customdata === gd.data[0].customdata && state.meta === meta;
    if (same && !force) return;
    const { boxes, collection } = drawPlaces(gd, state, meta);
    state.zoom = state.map.getZoom();
    state.namesFor = "";
    state.map.getSource("marks")?.setData(collection);
    state.map.getSource("link")?.setData(linkOf(state.map, meta, boxes));
    if (!same) state.map.getSource("hexagons")?.setData(watchline.mapDensity.collection(meta.density));
  }

  /**
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   */
  function nameCountries(gd, state) {
    const { map } = state;
    if (!metaOf(gd) || !map.getSource("countries")) return;
    const view = plane(map);
    if (!view.width || !view.height) return; // the table stands in its place
    const task = [map.getCenter(), map.getZoom(), view.width, view.height].join(" ");
    if (state.namesFor === task) return;
    state.namesFor = task;
    state.countries = watchline.mapNames.place(map, state.layout?.boxes || [], state.namePositions, view);
    map.getSource("countries")?.setData(state.countries);
  }

  /**
   * A style that is set anew takes the marks along, or a frame without them would show.
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   */
  function keepMarks(gd, state) {
    const { map } = state;
    const setStyle = map.setStyle.bind(map);
    map.setStyle = (style, options) => {
      const meta = metaOf(gd);
      if (!style?.sources?.marks || !meta || !map.getSource("marks")) return setStyle(style, options);
      const { boxes, collection } = drawPlaces(gd, state, meta);
      const filled = {
        marks: collection,
        link: linkOf(map, meta, boxes),
        countries: state.countries || EMPTY,
        hexagons: watchline.mapDensity.collection(meta.density),
      };
      const sources = { ...style.sources };
      for (const [name, data] of Object.entries(filled)) sources[name] = { ...sources[name], data };
      return setStyle({ ...style, sources }, options);
    };
  }

  return {
    sync,
    nameCountries,
    keepMarks,
    addImage,

    newState: (map) => ({
      map,
      hover: null,
      zoom: NaN,
      layout: null,
      countries: null,
      namePositions: new Map(),
      namesFor: "",
      customdata: undefined,
      meta: null,
      timer: 0,
      relabel: 0,
      view: "",
    }),

    // the hatch keeps its distance while one zooms
    redrawHatch(gd, map) {
      const prefix = `wl:hatch:${metaOf(gd)?.theme.name}:`;
      for (const id of map.listImages()) if (id.startsWith(prefix)) map.updateImage(id, imageOf(gd, map, id));
    },
  };
})();
