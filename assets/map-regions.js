"use strict";
// Regions in colours: a card says what happened in the one under the pointer, and a click chooses it.
// What it says comes from dashboard/figures/map/choropleth.py.
watchline.mapRegions = (() => {
  const LAYER = "region-fills";
  const OPENS = 120; // ms over a region until its card opens

  const { cardOf, put } = watchline.mapDensity;

  /**
   * @param {Watchline.RegionsDrawing} regions
   * @param {string} code
   */
  function card(regions, code) {
    const [name, counts, deaths] = regions.rows[code];
    return cardOf(
      { head: watchline.mapLayout.isolate(name), beside: deaths, counts, keys: "Click chooses this region" },
      regions,
    );
  }

  /**
   * @param {MapLibre} map
   * @param {string} code
   * @param {boolean} hover
   */
  function paint(map, code, hover) {
    if (map.getSource("base")) map.setFeatureState({ source: "base", sourceLayer: "admin1", id: code }, { hover });
  }

  /**
   * The region under the pointer, if it has events.
   * @param {MapLibre} map
   * @param {Watchline.RegionsDrawing | null | undefined} regions
   * @param {MapPointer} event
   */
  function codeAt(map, regions, { point }) {
    if (!regions || !map.getLayer(LAYER)) return null;
    const code = map.queryRenderedFeatures(point, { layers: [LAYER] })[0]?.properties.code;
    return typeof code === "string" && regions.rows[code] ? code : null;
  }

  /**
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   */
  function follow(gd, map) {
    /** The code of a region. @type {string | null} */
    let pointed = null;
    /** @type {HTMLElement | null} */
    let shown = null;
    let timer = 0;

    const regions = () => watchline.mapPlaces.metaOf(gd)?.regions;

    /**
     * @param {string | null} code
     * @param {LonLat} [at]
     */
    function point(code, at) {
      if (code === pointed) return;
      clearTimeout(timer);
      shown?.remove();
      shown = null;
      if (pointed !== null) paint(map, pointed, false);
      if (code !== null) paint(map, code, true);
      pointed = code;
      map.getCanvas().style.cursor = code === null ? "" : "pointer";
      if (code === null || !at) return;
      timer = setTimeout(() => {
        const here = regions();
        if (!here?.rows[code] || pointed !== code) return;
        shown = card(here, code);
        put(map, shown, [at]);
      }, OPENS);
    }

    /** @param {MapPointer} event */
    const under = (event) => codeAt(map, regions(), event);

    map.on("mousemove", (event) => {
      if (regions() || pointed !== null) point(under(event), [event.lngLat.lng, event.lngLat.lat]);
    });
    map.on("mouseout", () => point(null));
    map.on("movestart", () => point(null));
    map.on("click", (event) => {
      const code = under(event);
      if (code === null || document.getElementById("lasso")?.getAttribute("aria-pressed") === "true") return;
      // a finger sees first what is there
      const touched = event.originalEvent instanceof PointerEvent && event.originalEvent.pointerType === "touch";
      if (touched && (pointed !== code || !shown)) {
        point(code, [event.lngLat.lng, event.lngLat.lat]);
        return;
      }
      const again = new URLSearchParams(location.search).get("region") === code;
      point(null);
      watchline.go({ region: again ? null : code, place: null });
    });
  }

  return { follow };
})();
