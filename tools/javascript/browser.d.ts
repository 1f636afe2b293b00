// What Dash, React, Plotly and MapLibre give the page: only the parts that the scripts use.

type LonLat = [lon: number, lat: number];

// ---- Dash and React

interface DashClientside {
  no_update: symbol;
  set_props(id: string, props: Record<string, unknown>): void;
  watchline: Watchline.PageCallbacks;
  watchlineData: Watchline.DataCallbacks;
  watchlineLive: Watchline.LiveCallbacks;
  watchlineWatches: Watchline.WatchCallbacks;
}

interface ReactElement {
  readonly type: unknown;
}

/** A node as dashboard/components/tree.py writes it; what a tree is drawn for comes first in it. */
type TreeNode = string | TreeElement | Watchline.DrawnFor;
type TreeElement = [tag: string, props: Record<string, string>, ...children: TreeNode[]];

interface React {
  Fragment: symbol;
  useState<T>(first: T): [T, (next: T) => void];
  createElement(type: unknown, props: object | null, ...children: unknown[]): ReactElement;
}

// ---- Plotly

interface PlotlyEvents {
  plotly_afterplot: undefined;
  plotly_click: { points: PlotlyPoint[] };
  plotly_hover: { points: PlotlyPoint[] };
  plotly_relayout: { "map.center": { lon: number; lat: number }; "map.zoom": number };
  plotly_unhover: undefined;
}

interface PlotlyPoint {
  pointNumber: number;
  customdata: unknown;
  data: PlotlyTrace;
}

interface PlotlyTrace {
  lon?: ArrayLike<number>;
  lat?: ArrayLike<number>;
  customdata?: unknown[];
  meta?: { kind?: string } | Watchline.MapMeta;
}

/** A point as Plotly has computed it; those of a map may be moved. */
interface PlotlyCalcPoint {
  i: number;
  x: number;
  y: number;
  lonlat: [number | undefined, number | undefined];
  mrc: number;
  trace?: PlotlyTrace;
}

interface PlotlyAxis {
  _offset: number;
  _length: number;
  c2p(value: number): number;
}

interface PlotlyLayout {
  shapes?: { name?: string }[];
  meta?: unknown;
  map?: {
    center?: { lon: number; lat: number };
    zoom?: number;
    style?: MapStyle;
  };
}

/** The element of a plot; `_` are Plotly's internals, there is no other way to them. */
/** `traceHash`: what is drawn, by the uid of its trace. */
interface MapSubplot {
  map?: MapLibre;
  traceHash: Record<string, unknown>;
}

interface PlotlyElement extends HTMLElement {
  data: PlotlyTrace[];
  layout: PlotlyLayout;
  calcdata?: PlotlyCalcPoint[][];
  _fullData?: PlotlyTrace[];
  _fullLayout?: {
    map?: { center: { lon: number; lat: number }; zoom: number; _subplot?: MapSubplot };
    xaxis?: PlotlyAxis;
    yaxis2?: PlotlyAxis;
  };
  on<Name extends keyof PlotlyEvents>(
    name: Name,
    handler: (event: PlotlyEvents[Name]) => void,
  ): void;
  removeListener?<Name extends keyof PlotlyEvents>(
    name: Name,
    handler: (event: PlotlyEvents[Name]) => void,
  ): void;
  emit<Name extends keyof PlotlyEvents>(name: Name, event: PlotlyEvents[Name]): void;
}

// ---- MapLibre

interface Feature {
  type: "Feature";
  id?: number;
  geometry:
    | { type: "Point"; coordinates: LonLat }
    | { type: "LineString"; coordinates: LonLat[] }
    | { type: "Polygon"; coordinates: LonLat[][] };
  properties: Record<string, unknown>;
}

interface FeatureCollection {
  type: "FeatureCollection";
  features: Feature[];
}

interface LandFeature {
  geometry:
    | { type: "Polygon"; coordinates: LonLat[][] }
    | { type: "MultiPolygon"; coordinates: LonLat[][][] };
  properties: { code: string; name?: string; minzoom: number; rank: number };
}

interface MapStyle {
  sources: Record<string, { data?: unknown }>;
  layers: { id: string; source?: string }[];
}

interface MapPointer {
  lngLat: { lng: number; lat: number };
  point: { x: number; y: number };
  originalEvent: Event;
}

interface MapLibre {
  _fadeDuration: number;
  dragRotate: { disable(): void };
  keyboard: { disableRotation(): void };
  touchPitch?: { disable(): void };
  touchZoomRotate: { disableRotation(): void };
  addImage(id: string, image: ImageData, options: { pixelRatio: number }): void;
  cameraForBounds(
    bounds: [LonLat, LonLat],
    options: { padding: number; maxZoom: number },
  ): { center: { lng: number; lat: number }; zoom: number } | undefined;
  easeTo(view: { center: LonLat; zoom: number; duration: number; essential: boolean }): void;
  getBounds(): { getWest(): number; getSouth(): number; getEast(): number; getNorth(): number };
  getCanvas(): HTMLCanvasElement;
  getCenter(): { lng: number; lat: number };
  getContainer(): HTMLElement;
  getLayoutProperty(layer: string, name: string): unknown;
  getSource(name: string): { setData(data: FeatureCollection): void } | undefined;
  getStyle(): MapStyle;
  getZoom(): number;
  hasImage(id: string): boolean;
  jumpTo(view: { center: { lng: number; lat: number }; zoom: number }): void;
  listImages(): string[];
  on(event: "idle" | "mouseout" | "move" | "moveend" | "movestart" | "style.load", handler: () => void): void;
  on(event: "click" | "mousemove", handler: (event: MapPointer) => void): void;
  once(event: "idle" | "movestart", handler: () => void): void;
  getLayer(id: string): object | undefined;
  queryRenderedFeatures(
    at: { x: number; y: number },
    options: { layers: string[] },
  ): { properties: Record<string, unknown> }[];
  querySourceFeatures(source: "base", parts: { sourceLayer: "land" }): LandFeature[];
  removeImage(id: string): void;
  setFeatureState(feature: { source: string; sourceLayer?: string; id: number | string }, state: { hover: boolean }): void;
  setMissingStyleImageResolver(resolve: (id: string) => Promise<void>): void;
  setRenderWorldCopies(repeat: boolean): void;
  setStyle(style: MapStyle | null, options?: object): void;
  setTransformRequest(transform: (url: string) => { url: string }): void;
  updateImage(id: string, image: ImageData): void;
  zoomTo(zoom: number, options: { duration: number; essential: boolean }): void;
}

// ---- the page

interface Window {
  dash_clientside: DashClientside;
  Plotly: { relayout(plot: PlotlyElement, changes: Record<string, unknown>): Promise<void> };
  React: React;
  watchline: Watchline.Scripts;
  watchline_ui: { Tree(props: { tree: TreeNode[] | null }): ReactElement };
}

declare const watchline: Watchline.Scripts;

interface DocumentEventMap {
  "watchline:answered": CustomEvent<Watchline.Newest>;
  "watchline:hover": CustomEvent<{ event: string | null }>;
  "watchline:view": CustomEvent<Watchline.MapView>;
}
