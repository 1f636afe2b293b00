"""How a report looks as a web page, on a screen and on paper."""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font: 400 16px/1.5 "IBM Plex Sans", "IBM Plex Sans Arabic", "IBM Plex Sans Hebrew",
  "Noto Sans", system-ui, sans-serif; color: #1D1C1A; background: #FFFFFF; }
body { max-width: 56rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 0 0 .3rem; }
h2 { font-size: 1.4rem; line-height: 1.2; margin: 0 0 .3rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
h1, h2, h3, th, .figure b { font-weight: 600; }
p { margin: 0 0 .7rem; }
section { margin-top: 2.2rem; padding-top: 1.4rem; border-top: 1px solid #BDB7AC; }
.period { font-size: 1.15rem; color: #55514B; margin-bottom: .2rem; }
.small, .filters, figcaption { font-size: .85rem; color: #55514B; }
a { color: #2159A4; text-underline-offset: 2px; }
a:focus-visible { outline: 2px solid #1D1C1A; outline-offset: 2px; }
.cite { font-size: .8em; white-space: nowrap; }
.cite a, .back { text-decoration: none; }
figure { margin: 1.4rem 0; }
figure img { display: block; width: 100%; height: auto; }
figcaption { margin-top: .4rem; }
figcaption b { color: #1D1C1A; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; line-height: 1.4; }
caption { text-align: start; font-size: .85rem; color: #55514B; padding-bottom: .5rem; }
th, td { text-align: start; vertical-align: top; padding: .45rem .9rem .45rem 0; }
thead { border-bottom: 1.5px solid #1D1C1A; }
tbody tr { border-bottom: 1px solid #E1DDD6; }
th, td { overflow-wrap: break-word; }
th, .narrow { white-space: nowrap; }
.claims th[scope="rowgroup"] { white-space: normal; padding-top: 1rem; }
.claims .kind { font-weight: 400; }
.date { min-width: 6.5rem; }
.kind { display: block; color: #55514B; font-size: .85em; }
ol.sources { padding-inline-start: 2.6rem; font-size: .88rem; }
ol.sources li { margin-bottom: .35rem; }
ol.sources li:target, td:target { background: #F4F1EC; }
ul.notes { padding-inline-start: 1.2rem; font-size: .9rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tbody tr { display: block; padding: .6rem 0; }
  tbody td { display: block; padding: 0; white-space: normal; }
  td[data-head]::before { content: attr(data-head) ": "; color: #55514B; }
}
@media print {
  @page { size: A4; margin: 20mm 20mm 18mm; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  h1, h2, h3, caption { break-after: avoid; }
  figure, tr, li { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
  ol.sources a.out::after { content: " " attr(href); color: #55514B; font-size: .85em; }
  .back { display: none; }
}
"""
