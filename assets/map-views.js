"use strict";
// Where the map looks, as an address says it: "latitude,longitude,zoom".
watchline.mapViews = {
  write: ({ lon, lat, zoom }) => `${lat.toFixed(4)},${lon.toFixed(4)},${zoom.toFixed(2)}`,

  // the same limits as dashboard/state.py, which says what is wrong with others
  read(text) {
    const [lat, lon, zoom, ...more] = (text ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
    const sound = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22;
    return sound && !more.length ? { lat, lon, zoom } : null;
  },

  // where a map has to go that stands at `here`, as an address writes it; null to stay
  way(wanted, here) {
    const view = watchline.mapViews.read(wanted);
    return view && (!here || watchline.mapViews.write(view) !== watchline.mapViews.write(here)) ? view : null;
  },
};
