// What each script of the page offers the others, and the shapes of data that they share.

declare namespace Watchline {
  interface Scripts {
    base: Base;
    callbacks: Callbacks;
    dates: Dates;
    eventTable: EventTable;
    exportFiles: ExportFiles;
    focus: Focus;
    help: Help;
    /** Set or remove filters and go there: {from: "2025-07-01", event: null, type: ["aid"]}. */
    go(changes: Record<string, string | string[] | null>): void;
    links: Links;
    live: Live;
    liveRows: LiveRows;
    liveWords: LiveWords;
    map: PageMap;
    mapDensity: MapDensity;
    mapRegions: MapRegions;
    mapPlaces: MapPlaces;
    mapViews: MapViews;
    mapLayout: MapLayout;
    mapMarkNames: MapMarkNames;
    mapNames: MapNames;
    mapSources: MapSources;
    marks: Marks;
    page: Page;
    picture: Picture;
    stream: Stream;
    tableCopy: TableCopy;
    tableSort: TableSort;
    timelineLayer: TimelineLayer;
    visits: VisitStore;
    watchList: WatchList;
  }

  // ---- base.js

  interface Base {
    /** The element with an id; throws where there is none of that kind. */
    byId<T extends HTMLElement = HTMLElement>(id: string, kind?: new () => T): T;
    findById<T extends HTMLElement = HTMLElement>(id: string, kind?: new () => T): T | null;
    ofKind<T extends HTMLElement = HTMLElement>(element: unknown, kind?: new () => T): T | null;
    /** What matches a selector at or around the target of an event. */
    closest<T extends HTMLElement = HTMLElement>(
      event: Event,
      selector: string,
      kind?: new () => T,
    ): T | null;
    setProps(id: string, props: Record<string, unknown>): void;
    noUpdate(): symbol;
    /** The filters and the selection: the address after the question mark. */
    query(): string;
  }

  // ---- callbacks.js

  interface Callbacks {
    /** Once nothing of the page is on its way any more and what came is drawn. */
    settled(): Promise<void>;
    /** The address of what the page shows. */
    link(): string;
  }

  // ---- links.js

  /** The address a part of the page was asked for with, and how its links write the same. */
  interface DrawnFor {
    asked: string;
    view: string;
  }

  interface Links {
    /** The address of a view with an event open. */
    opening(view: string, event: string): string;
    /** Where a link of this page leads now; `lists` are the parameters that may stand twice. */
    target(
      href: string,
      drawn: DrawnFor | null,
      here: string,
      lists: string[],
    ): URLSearchParams;
  }

  // ---- table-sort.js, table-copy.js, event-table.js

  interface TableSort {
    /** Rows of a tree by a column; what is not known comes last either way. */
    rows(rows: TreeElement[], column: number, descending: boolean): TreeElement[];
    /** Whether a column begins with its highest value when it is first sorted by. */
    descends(rows: TreeElement[], column: number): boolean;
  }

  interface TableCopy {
    /** A table for the clipboard, with lines that say whose it is. */
    written(head: string[], rows: string[][], credit: string[]): { text: string; html: string };
  }

  interface EventTable {
    follow(): void;
  }

  // ---- marks.js

  /** Corners of a mark of radius 1 by group, none for a circle, and sizes in px. */
  interface MarkShapes {
    corners: Record<string, LonLat[]>;
    gap: number;
    ring: number;
    smallest: number;
  }

  interface MarkColours {
    /** of the theme */
    name: string;
    groups: Record<string, string>;
    outline: string;
    /** of hollow marks */
    fill: string;
    ring: string;
    paper: string;
    dot: string;
    zone: string;
  }

  /** Its centre from that of the cluster, its corners around its own centre; px. */
  interface Mark {
    group: string;
    hollow: boolean;
    r: number;
    corners: LonLat[];
    x: number;
    y: number;
  }

  /** Marks around the middle of their box, half its sides, and the radius around all; px. */
  interface MarkCluster {
    marks: Mark[];
    ring: boolean;
    radius: number;
    halfX: number;
    halfY: number;
  }

  interface Marks {
    /** The cluster of a spec; `k`: radius of one event, px. */
    pack(spec: string, k: number, shapes: MarkShapes): MarkCluster;
    /** `ratio`: device pixels per CSS pixel. */
    draw(cluster: MarkCluster, ringGap: number, colours: MarkColours, ratio: number): ImageData;
    /** A town without events: paper with a thin ring. */
    dot(paper: string, line: string, ratio: number): ImageData;
    /** A tile of 45° lines, `every` px apart across the lines. MapLibre enlarges patterns by up
     *  to two between whole zooms: `stretch` is by how much, and lines are drawn finer for it. */
    hatch(every: number, line: string, ratio: number, stretch: number): ImageData;
  }

  // ---- map*.js

  /** Columns of `customdata` of dashboard/figures/map_rows.py. */
  interface PlaceRow {
    key: string;
    spec: string;
    name: string;
    count: string;
    total: number;
    tone: "region" | "strong" | "town";
    opacity: number;
    tooltip: string;
    event_id: string;
    members: string[];
    box: number[];
  }

  /** `meta` of the trace of dashboard/figures/map.py. */
  interface MapMeta {
    watchline: "map";
    columns: (keyof PlaceRow)[];
    theme: MarkColours;
    scale: number;
    dim: number;
    selected: string;
    home: number[];
    density: DensityDrawing | null;
    regions: RegionsDrawing | null;
    link: FeatureCollection | null;
  }

  /** `groups`: pairs of a position in `labels` and a number of events. */
  type HexagonRow = [column: number, row: number, colour: number, place: string, groups: number[]];

  /** `columns`: hexagons around the globe. `events`: all of the filter. `chosen`: the column and
   *  row of the open event. From the row `outside` on they lie outside the chosen area. */
  interface DensityDrawing {
    columns: number;
    rows: HexagonRow[];
    outside: number;
    events: number;
    labels: string[];
    chosen: number[] | null;
  }

  /** `rows`: by the code of a region its name, pairs of a position in `labels` and a number of
   *  events, and deaths in words. `events`: all of the filter that have a place. */
  interface RegionsDrawing {
    rows: Record<string, [name: string, groups: number[], deaths: string]>;
    events: number;
    labels: string[];
  }

  interface MapRegions {
    /** Show what is under the pointer, and choose its region on a click. */
    follow(gd: PlotlyElement, map: MapLibre): void;
  }

  interface MapDensity {
    /** A card of events by type; `rest`: what is said behind their number, else their share. */
    cardOf(
      said: { head: string; beside: string; counts: number[]; keys: string; rest?: string },
      of: { events: number; labels: string[] },
    ): HTMLElement;
    /** Put a card beside the corners of what it is about. */
    put(map: MapLibre, card: HTMLElement, corners: LonLat[]): void;
    /** The column and row of the hexagon that holds a position. */
    at(columns: number, lon: number, lat: number): number[];
    /** Its corners, not closed. */
    ring(columns: number, row: HexagonRow): LonLat[];
    collection(density: DensityDrawing | null | undefined): FeatureCollection;
    /** Show what is under the pointer, and choose its area on a click. */
    follow(gd: PlotlyElement, map: MapLibre): void;
  }

  interface LinkEnd {
    end: "subject" | "venue" | undefined;
    name: string;
    side: number;
  }

  interface MapView {
    lon: number;
    lat: number;
    zoom: number;
    /** west, south, east, north */
    bounds: number[];
    width: number;
    height: number;
  }

  /** Screen px of the present view, and back; maps here are never turned or tilted. */
  interface Plane {
    width: number;
    height: number;
    to(lon: number, lat: number): [x: number, y: number];
    from(x: number, y: number): LonLat;
  }

  interface PushedBox {
    x: number;
    y: number;
    halfX: number;
    halfY: number;
    /** how hard it is to move */
    mass: number;
  }

  /** A place as it is drawn: the number of its row, and where it stands. */
  interface PlaceBox extends PushedBox {
    i: number;
    row: PlaceRow;
    cluster: MarkCluster;
    scale: number;
    chosen: boolean;
    origin: LonLat;
    at: LonLat;
    trueX: number;
    trueY: number;
  }

  interface CountryName {
    code: string;
    name: string;
    minzoom: number;
    rank: number;
  }

  interface MapLayout {
    plane(map: MapLibre): Plane;
    /** Boxes that touch move apart along the shorter way, the larger one less. */
    pushApart(boxes: PushedBox[]): void;
    point(at: LonLat, properties: Record<string, unknown>, id?: number): Feature;
    line(way: LonLat[], properties: Record<string, unknown>): Feature;
    /** A name that is written from right to left stays together, and its number behind it. */
    isolate(name: string): string;
    textWidth(text: string, size: number, spacing: number): number;
    /** A number of the style at a zoom: itself, or linear between its stops. */
    interpolated(expression: unknown, zoom: number): number;
  }

  interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }

  /** Where a name may hang, px from the middle of its mark; `far`: at the end of a line. */
  interface LabelAnchor {
    anchor: string;
    x: number;
    y: number;
    far: boolean;
  }

  /** Where a name hangs, in ems from the middle of its mark, and the line that leads there, px. */
  interface PlacedName {
    anchor: string;
    offset: [x: number, y: number];
    line: [x: number, y: number][] | null;
  }

  interface MapMarkNames {
    /** What lies over the map, px. */
    over(map: MapLibre): Box[];
    /** The names that have room, by the index of their mark. `named`: marks whose names are wanted,
     *  those with most events first; `ringOf`: the radius of the ring around a mark, px, or 0. */
    place(
      named: PlaceBox[],
      boxes: PlaceBox[],
      view: Plane,
      over: Box[],
      ringOf: (box: PlaceBox) => number,
    ): Map<number, PlacedName>;
  }

  interface MapNames {
    countriesOf(land: LandFeature[]): CountryName[];
    depths(raster: { cells: Uint16Array; columns: number; rows: number }): Uint16Array;
    roomFor(
      raster: { cells: Uint16Array; columns: number; rows: number },
      depth: Uint16Array,
      number: number,
      size: [wide: number, high: number],
      before: { x: number; y: number } | null,
    ): { x: number; y: number } | null;
    /** Points for the countries in view that have room. `positions`, by code, are those of the
     *  names as they stand, and are brought up to date. */
    place(
      map: MapLibre,
      boxes: PlaceBox[],
      positions: Map<string, LonLat>,
      view: Plane,
    ): FeatureCollection;
  }

  interface MapPlaces {
    has(row: PlaceRow, key: string): boolean;
    metaOf(gd: PlotlyElement): MapMeta | null;
    shapesOf(gd: PlotlyElement): MarkShapes;
    rowOf(meta: MapMeta, customdata: unknown[]): PlaceRow;
    rowsOf(gd: PlotlyElement): PlaceRow[];
    layOut(
      gd: PlotlyElement,
      map: MapLibre,
      meta: MapMeta,
      iconOf: (spec: string, k: number) => string,
    ): MapDrawing;
    /** The open event's line. The names of its ends stand beside them, away from the line;
     *  where the view ends there, below. */
    linkOf(map: MapLibre, meta: MapMeta, boxes: PlaceBox[]): FeatureCollection;
  }

  interface MapDrawing {
    boxes: PlaceBox[];
    collection: FeatureCollection;
  }

  /** What is known of a map that Plotly has made. */
  /** The sources of the style that the browser fills. */
  type MapSource = "marks" | "link" | "countries" | "hexagons";

  interface MapState {
    map: MapLibre;
    hover: number | null;
    zoom: number;
    layout: MapDrawing | null;
    countries: FeatureCollection | null;
    /** of the names of countries, by code */
    namePositions: Map<string, LonLat>;
    /** the view for which names were placed */
    namesFor: string;
    /** the view for which marks were laid out */
    laidFor: string;
    /** what each source was given last, as text */
    put: Map<MapSource, string>;
    customdata: unknown[] | undefined;
    meta: MapMeta | null;
    timer: number;
    relabel: number;
    /** the view that the page was told of */
    view: string;
  }

  interface MapSources {
    newState(map: MapLibre): MapState;
    sync(gd: PlotlyElement, state: MapState, force?: boolean): void;
    /** Give a source its features, unless it has them. */
    put(state: MapState, name: MapSource, data: FeatureCollection): void;
    nameCountries(gd: PlotlyElement, state: MapState): void;
    keepMarks(gd: PlotlyElement, state: MapState): void;
    addImage(gd: PlotlyElement, map: MapLibre, id: string): void;
    redrawHatch(gd: PlotlyElement, map: MapLibre): void;
  }

  /** Centre in degrees WGS84, and zoom. */
  type MapCamera = Pick<MapView, "lon" | "lat" | "zoom">;

  interface MapViews {
    write(view: MapCamera): string;
    read(text: string | null): MapCamera | null;
    way(wanted: string | null, here: MapCamera | null): MapCamera | null;
  }

  interface PageMap {
    /** Ring around the mark of a place, as under the pointer; null takes it away. */
    highlight(place: string | null): void;
    /** Rings that fade once, around marks with new events; returns the keys that no mark has. */
    flash(places: string[]): string[];
    /** west, south, east, north; null while there is no map */
    bounds(): number[] | null;
    /** The row of a mark's `customdata`; null where there is none. */
    row(customdata: unknown): PlaceRow | null;
    fit(bounds: number[]): void;
    /** As the map stands; null while there is none. */
    view(): MapCamera | null;
    /** Glide there; at once for those who want little motion. */
    goTo(view: MapCamera): void;
    zoomIn(): void;
    zoomOut(): void;
    home(): void;
    setDrag(mode: "lasso" | "pan"): void;
  }

  // ---- dates.js

  /** Days are whole UTC days, counted from 1 January 1970. */
  interface Dates {
    toDay(iso: string): number;
    toIso(day: number): string;
    inWords(day: number): string;
    /** First and last day of "-7d" or "-12m", as geodata/filters.py counts them; null for others. */
    recent(text: string | null, now?: Date): [first: string, last: string] | null;
  }

  // ---- focus.js, navigation.js, page.js

  interface Focus {
    /** The element that is to have the focus once it is there: with `opens` the event's title. */
    want(key: string, opens?: boolean): void;
    fold(name: string, open: boolean): void;
    keepPlace(): void;
    follow(root: HTMLElement): void;
  }

  interface ClickData {
    points?: { customdata?: unknown }[];
  }

  interface SelectedData {
    lassoPoints?: { map?: LonLat[] };
    range?: { map?: [LonLat, LonLat] };
  }

  interface PageCallbacks {
    boot(): unknown[];
    search(text: string | null | undefined): symbol;
    fillSearch(): string | symbol;
    dates(range: (string | null)[] | null | undefined): symbol;
    dialog(opened: boolean): symbol;
    clicked(data?: ClickData | null): symbol;
    area(data?: SelectedData | null): symbol;
    actorBar(data?: ClickData | null): symbol;
    pair(data?: ClickData | null): symbol;
    regionBar(data?: ClickData | null): symbol;
  }

  interface Page {
    theme(): "light" | "dark";
    lasso(on: boolean): void;
    openPanel(): void;
    closePanel(): void;
    closeDrawers(): boolean;
    /** The rail, wherever it stands. */
    showFilters(): void;
    /** Closes what lies over the page; whether there was anything. */
    stepBack(): boolean;
    /** The map comes into view: drawers close, and a phone's page scrolls to it. */
    showMap(): void;
    firstScreen(): object;
    /** The element that has the focus again when a dialog is closed. */
    opensFrom(element: HTMLElement | null): void;
    /** Closing a dialog gives the focus back to the button that opened it. */
    focusOpener(): void;
  }

  // ---- help.js

  interface Help {
    /** Whether there were any hints to close. */
    closeHints(): boolean;
    open(): boolean;
  }

  // ---- data.js

  interface DataCallbacks {
    opened(opened: boolean): symbol;
    changed(version: unknown): symbol;
  }

  // ---- export*.js

  type Pane = "picture" | "file" | "report";

  interface ExportFiles {
    say(pane: Pane, text: string): void;
    fields(form: string): Record<string, string>;
    /** The name of a file in a Content-Disposition (RFC 6266), in the letters it was given in. */
    nameIn(said: string): string | undefined;
    /** Why the server refused, in its words. */
    reason(answer: Response): Promise<string>;
    /** Save an answer as a file; says why not, and returns whether it was. */
    download(pane: Pane, url: string, otherwise: string, options?: RequestInit): Promise<boolean>;
    count(): Promise<void>;
    write(): Promise<void>;
    cancel(): void;
    listSections(): void;
    report(button: HTMLButtonElement): Promise<void>;
  }

  interface Picture {
    preview(): Promise<void>;
    save(suffix: string, button: HTMLButtonElement): Promise<void>;
    copy(what: string | undefined): Promise<void>;
    raster(factor: number): Promise<Blob>;
  }

  // ---- live*.js

  interface Visit {
    import: number;
    at: number;
  }

  interface Visits {
    store: string;
    /** the number of the import after which events are new */
    since: number;
    visits: Visit[];
    last: Visit | null;
    /** ids of events */
    seen: string[];
  }

  interface VisitStore {
    STORED_VISITS: string;
    parse(text: string | null): Visits | null;
    stored(): Visits | null;
    update(change: (before: Visits) => Visits): Visits;
    /** After an answer of the server. What has not been seen stays new for a week. */
    visited(before: Visits, answer: Pick<LiveAnswer, "store" | "import" | "now">, hidden: boolean): Visits;
  }

  interface Newest {
    sequence: string;
    store: string;
    import: number;
    paused: boolean;
  }

  interface Feeds {
    read: string | null;
    late: boolean;
    count: number;
    failing: number;
  }

  interface ListChanges {
    new: number;
    changed: number;
    other: boolean;
  }

  /** Of callbacks/live.py. */
  interface LiveAnswer {
    sequence: string;
    store: string;
    import: number;
    now: string;
    since: number;
    search: string;
    total: number;
    ids: string[];
    places: string[];
    events: ListChanges | null;
    changes: ListChanges | null;
    feeds: Feeds | null;
  }

  interface LiveCallbacks {
    answer(data: LiveAnswer | null | undefined): symbol;
  }

  interface Connection {
    sequence: string;
    connected: boolean;
    heardAt: number;
    lostAt: number;
  }

  interface StreamListener {
    /** `again`: nothing had come for a while. */
    heard(again: boolean): void;
    lost(): void;
  }

  interface Stream {
    connection: Connection;
    listen(listener: StreamListener): void;
    /** From time to time: whether anything still comes through. */
    check(now: number): void;
  }

  interface Badge {
    state: "" | "live" | "partly" | "paused" | "stale" | "waiting";
    words: string;
    title: string;
  }

  interface LiveWords {
    /** ms of trying again before the data count as stale */
    GRACE: number;
    count(number: number): string;
    age(ms: number): string;
    pill(list: ListChanges): string;
    /** `clock`: the server's clock less ours; both it and `now` in ms. */
    badge(live: {
      paused: boolean;
      unseen: number;
      answered: boolean;
      connection: Connection;
      feeds: Feeds | null;
      now: number;
      clock: number;
    }): Badge;
  }

  interface LiveRows {
    mark(): void;
    /** Mark the lines of these events; `seen` is called with each that has been looked at. */
    show(unseen: Set<string>, seen: (event: string) => void): void;
    see(event: string): void;
  }

  interface Live {
    /** The page has its address and asks for the first time; what it then says of itself. */
    start(): object;
    /** A person has changed the data here: everything is to show it, lists as well. */
    refresh(change: { own: boolean }): void;
  }

  // ---- timeline*.js

  /** `layout.meta` of dashboard/figures/timeline.py; ISO dates, and px. */
  interface TimelineMeta {
    /** where the axis begins, px; far earlier events stand before it */
    left: number;
    first: string;
    last: string;
    from: string | null;
    to: string | null;
    top: number;
    bottom: number;
    bucket: string;
    /** first and last day of the events */
    data: [first: string, last: string];
  }

  /** Days are counted as in dates.js; the others are px. */
  interface TimelineAxis {
    first: number;
    last: number;
    left: number;
    width: number;
    top: number;
    bottom: number;
    bucket: string;
    /** as the figure shows them */
    drawn: [first: number, last: number];
    pixel(day: number): number;
    dayAt(px: number): number;
  }

  interface TimelineParts {
    gd: PlotlyElement;
    layer: HTMLElement;
    veils: HTMLElement[];
    edges: HTMLElement[];
    handles: HTMLElement[];
    label: HTMLElement;
    rings: HTMLElement[];
  }

  interface TimelineLayer {
    clamp(value: number, least: number, most: number): number;
    /** Where a key moves an end to; undefined for other keys. */
    dayAfterKey(
      key: Pick<KeyboardEvent, "key" | "shiftKey">,
      day: number,
      axis: Pick<TimelineAxis, "bucket" | "first" | "last">,
    ): number | undefined;
    /** The id of the event under the pointer, or nothing. */
    eventOf(data: { points: PlotlyPoint[] }): string;
    /** The first and last day of the bar under the pointer. */
    daysOf(data: { points: PlotlyPoint[] }): { from: string; to: string } | null;
    axisOf(gd: PlotlyElement): TimelineAxis | null;
    create(gd: PlotlyElement): TimelineParts;
    place(parts: TimelineParts, axis: TimelineAxis, days: [first: number, last: number]): void;
    /** The preview stands in for the brush that the figure has drawn. */
    preview(parts: TimelineParts, on: boolean): void;
    showDate(parts: TimelineParts, axis: TimelineAxis, day: number, end: 0 | 1): void;
    ring(parts: TimelineParts, event: string): void;
  }

  // ---- watch*.js

  interface Watch {
    id: string;
    name: string;
    /** the filters, as in a link */
    query: string;
    /** its threshold, as geodata/watches/rule.py writes it */
    rule: string;
    notify: boolean;
    /** the import after which events are new */
    since: number;
    /** whether it was told that the threshold is reached */
    told: boolean;
    /** new events that were told */
    said: number;
    /** the operator's, for every reader */
    shared: boolean;
  }

  /** Of dashboard/components/watches.py. */
  type SharedWatch = Pick<Watch, "id" | "name" | "query" | "rule">;

  interface WatchStore {
    store: string;
    list: Watch[];
  }

  /** Of callbacks/watches.py. */
  interface WatchAnswer {
    store: string;
    import: number;
    watches: Record<string, { new: number; speaksUp: boolean; says: string; here: boolean }>;
  }

  interface WatchList {
    STORED_WATCHES: string;
    MOST: number;
    NAME: number;
    /** Those that this browser has made. */
    own(list: Watch[]): Watch[];
    parse(json: string | null): WatchStore | null;
    stored(): WatchStore;
    /** With the operator's watches as the page has them; new ones count from an import on. */
    adopted(before: WatchStore, shared: SharedWatch[], since: number): WatchStore;
    update(change: (watches: WatchStore) => void): void;
    /** After the server has counted: the watches, and of which a person is to be notified. */
    counted(
      before: WatchStore,
      answer: WatchAnswer,
    ): { watches: WatchStore; notices: { watch: Watch; says: string }[] };
  }

  interface WatchCallbacks {
    told(data: WatchAnswer | null | undefined): symbol;
    opened(opened: boolean): symbol;
  }
}
