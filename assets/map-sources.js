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

  /** @param {MapLibre} map */
  function whereOf(map) {
    const { lng, lat } = map.getCenter();
    const { width, height } = plane(map);
    return [lng.toFixed(7), lat.toFixed(7), map.getZoom().toFixed(5), width, height].join(" ");
  }

  /**
   * What a source shows: equal features are not cut into tiles and drawn once more.
   * @param {Watchline.MapState} state
   * @param {Watchline.MapSource} name
   * @param {FeatureCollection} data
   */
  function put(state, name, data) {
    const source = state.map.getSource(name);
    const text = JSON.stringify(data);
    if (!source || state.put.get(name) === text) return;
    state.put.set(name, text);
    source.setData(data);
  }

  /**
   * Features of every place in the present view; moves the trace's points to the drawn marks.
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   * @param {Watchline.MapMeta} meta
   * @returns {Record<Watchline.MapSource, FeatureCollection>}
   */
  function drawPlaces(gd, state, meta) {
    const { map } = state;
    const where = whereOf(map);
    Object.assign(state, { customdata: gd.data[0].customdata, meta, laidFor: where, zoom: map.getZoom() });
    state.layout = layOut(gd, map, meta, (spec, k) => {
      const id = `wl:mark:${meta.theme.name}:${ratio()}:${k}:${spec}`;
      addImage(gd, map, id);
      return id;
    });
    const { boxes, collection } = state.layout;
    // they give way to marks; in a new view the land under them has yet to come
    if (state.namesFor === where) placeNames(state);
    else state.namesFor = "";
    return {
      marks: collection,
      link: linkOf(map, meta, boxes),
      countries: state.countries || EMPTY,
      hexagons: watchline.mapDensity.collection(meta.density),
    };
  }

  /** @param {Watchline.MapState} state */
  function placeNames(state) {
    const { map } = state;
    state.countries = watchline.mapNames.place(map, state.layout?.boxes || [], state.namePositions, plane(map));
  }

  /**
   * Figure → sources, after every plot and every move.
   * @type {Watchline.Scripts["mapSources"]["sync"]}
   */
  function sync(gd, state, force) {
    const meta = metaOf(gd);
    if (!meta || !state.map.getSource("marks")) return;
    const same = state.customdata === gd.data[0].customdata && state.meta === meta;
    if (same && state.laidFor === whereOf(state.map) && !force) return;
    const drawn = Object.entries(drawPlaces(gd, state, meta));
    for (const [name, data] of drawn) put(state, /** @type {Watchline.MapSource} */ (name), data);
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
    const where = whereOf(map);
    if (state.namesFor === where) return;
    state.namesFor = where;
    placeNames(state);
    put(state, "countries", state.countries || EMPTY);
  }

  /**
   * The sources and layers of Plotly's traces, which a style without them would take away, for
   * Plotly to make them anew. They hold areas to be hit and outlines.
   * @param {MapLibre} map
   */
  function ofTraces(map) {
    const { sources, layers } = map.getStyle();
    const layersOf = layers.filter(({ source }) => source?.startsWith("source-"));
    return { layers: layersOf, sources: Object.entries(sources).filter(([name]) => name.startsWith("source-")) };
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
      const sources = { ...style.sources };
      for (const [name, data] of Object.entries(drawPlaces(gd, state, meta))) {
        sources[name] = { ...sources[name], data };
        state.put.set(/** @type {Watchline.MapSource} */ (name), JSON.stringify(data));
      }
      const traces = ofTraces(map);
      for (const [name, source] of traces.sources) sources[name] = source;
      const subplot = gd._fullLayout?.map?._subplot;
      const known = subplot?.traceHash;
      setStyle({ ...style, sources, layers: [...style.layers, ...traces.layers] }, options);
      // Plotly forgets its traces after this call, and draws them before the next task
      queueMicrotask(() => {
        if (subplot && known && !Object.keys(subplot.traceHash).length) subplot.traceHash = known;
      });
    };
  }

  return {
    sync,
    put,
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
      laidFor: "",
      put: new Map(),
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
