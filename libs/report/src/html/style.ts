/** @file The report's style sheet: light, dark and paper, with the fonts that the reader's machine has. */

const LIGHT = `--paper:#fff;--ink:#1c1917;--soft:#57534e;--rule:#d6d3d1;--band:#f5f5f4;--accent:#0b6fb8;
--s0:#0b6fb8;--s1:#c2410c;--s2:#15803d;--s3:#9333ea;--s4:#be185d;--s5:#0e7490;--s6:#8a5a00;--s7:#57534e`;
const DARK = `--paper:#171615;--ink:#f0efed;--soft:#b5b0aa;--rule:#44403c;--band:#242220;--accent:#6cb8f5;
--s0:#6cb8f5;--s1:#fb923c;--s2:#4ade80;--s3:#c99bff;--s4:#f78bc0;--s5:#2dd4e6;--s6:#e6b93d;--s7:#c9c5c0`;

const series = Array.from({ length: 8 }, (_, i) => `.s${i}{--c:var(--s${i})}`).join('');

export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.9rem}h2{margin:2.5rem 0 .5rem;font-size:1.35rem;border-bottom:1px solid var(--rule)}h3{margin:1.6rem 0 .4rem;font-size:1.05rem}
p{max-width:46rem;margin:.5rem 0}.soft,caption{color:var(--soft)}a{color:var(--accent)}
.verdict{border-left:4px solid var(--accent);padding:.1rem 0 .1rem 1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.5rem 0 1rem;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.2rem 0}
th,td{padding:.25rem .7rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
th{white-space:nowrap}td.n,th.n{text-align:right;white-space:nowrap}td.long{overflow-wrap:anywhere}
tbody tr:nth-child(even){background:var(--band)}
tr.first td{font-weight:600}tr.control td{color:var(--soft)}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
th[aria-sort] button::after{content:" \\2195";color:var(--soft)}
th[aria-sort=ascending] button::after{content:" \\2191";color:inherit}th[aria-sort=descending] button::after{content:" \\2193";color:inherit}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1.2rem}
figure{margin:0;break-inside:avoid}figcaption{font-weight:600;font-size:.95rem}
.chart{width:100%;height:auto;max-width:38rem}
.chart text{font:11px system-ui,sans-serif;fill:var(--ink)}.chart .tick{fill:var(--soft)}.chart .label{fill:var(--c)}
.grid{stroke:var(--rule);stroke-width:1}${series}
.line{stroke:var(--c);stroke-width:1.8;fill:none}.control .line{stroke-dasharray:5 4}
.error{stroke:var(--c);stroke-width:1.2;fill:none}.leader{stroke:var(--c);stroke-width:.7;opacity:.5;fill:none}
.mark{fill:var(--c)}.hollow{fill:var(--paper);stroke:var(--c);stroke-width:1.8}
.pictures{display:flex;flex-wrap:wrap;gap:.6rem;margin:.5rem 0 1rem}
.picture{width:7rem;font-size:.78rem;line-height:1.3}.picture img{width:7rem;height:7rem;object-fit:contain;background:var(--band);display:block}
.picture figcaption{font-weight:400;font-size:.78rem;overflow-wrap:anywhere}.missing{display:block;height:7rem;padding:2.8rem .5rem;text-align:center;color:var(--soft);background:var(--band)}
@media print{:root{${LIGHT}}body{max-width:none;padding:0;font-size:10pt}.scroll{overflow:visible}table{font-size:8pt}tr,figure{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}th button::after{content:none!important}}
`;
