/// A page of HTML in one file: it asks nothing of the network, and no text of data reaches its style or script.
///
/// All text from data goes through `escaped` before it comes here, also into attributes.
public struct HTMLPage {
    /// Plain text.
    public var title: String
    /// Rules of this page beside those of all pages.
    public var style: String
    public var body: String
    public var script: String

    /// What makes the page, by which its maker knows a page of its own; empty for none.
    public var generator: String

    public init(title: String, style: String = "", body: String, script: String, generator: String = "") {
        (self.title, self.style, self.body, self.script) = (title, style, body, script)
        self.generator = generator
    }

    /// The line of the head that names a generator.
    public static func mark(of generator: String) -> String {
        "<meta name=\"generator\" content=\"\(escaped(generator))\">"
    }

    /// The page, in UTF-8.
    public var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <meta name="color-scheme" content="light dark">\(generator.isEmpty ? "" : "\n" + Self.mark(of: generator))
        <title>\(escaped(title))</title>
        <style>\(Self.style)\(style)</style>
        </head>
        <body>
        \(body)
        <script>\(script)</script>
        </body>
        </html>

        """
    }

    /// Colours on light and on dark, text, tables, charts, filters, narrow windows and paper.
    private static let style = """
        :root{--page:#fff;--ink:#1c2128;--quiet:#57606a;--line:#d0d7de;--soft:#f3f5f7;--planned:#8295ab;--actual:#0b62c4;--error:#b3261e;--warning:#8a5300;--note:#3d5a80;--good:#1a6b3c}
        @media (prefers-color-scheme:dark){:root{--page:#14181d;--ink:#e6eaef;--quiet:#a3adb8;--line:#3a424c;--soft:#1e242b;--planned:#71839a;--actual:#6cb0ff;--error:#ff8a80;--warning:#f2b45c;--note:#9dbce0;--good:#6fd39a}}
        *{box-sizing:border-box}
        html{background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;scroll-behavior:smooth}
        body{margin:0 auto;max-width:88rem;padding:1rem 1rem 3rem;overflow-wrap:anywhere}
        h1{font-size:clamp(1.5rem,5vw,2.3rem);line-height:1.2;margin:.1em 0 .2em}h2{font-size:1.35rem;margin:2.4rem 0 .6rem;scroll-margin-top:1rem}h3{font-size:1rem;margin:0 0 .4rem}
        p{margin:.4rem 0}.kicker,.legend,.why,.file,.count,footer{color:var(--quiet)}
        .verdict{background:var(--soft);border-left:.5rem solid var(--good);border-radius:.4rem;padding:1rem 1.2rem}.bad{border-color:var(--error)}.fair{border-color:var(--warning)}
        .first{margin:.6rem 0 0;padding:0;list-style:none;display:grid;gap:.3rem}.first a{font-weight:600}
        nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:1rem 0 0}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.3rem .6rem;z-index:1}
        .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        a{color:var(--actual)}:focus-visible{outline:3px solid var(--actual);outline-offset:2px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));gap:.6rem;list-style:none;padding:0;margin:.5rem 0}
        .tile,.card{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem;min-width:0}.tile{background:var(--soft)}.tile strong{display:block;font-size:1.3rem;line-height:1.3;white-space:nowrap}.wide{grid-column:1/-1}.legend span{white-space:nowrap}
        .tile.error strong,.level{color:var(--error)}.tile.warning strong,.warning .level{color:var(--warning)}.tile.note strong,.note .level{color:var(--note)}.tile.good strong{color:var(--good)}
        code{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--soft);padding:.05em .3em;border-radius:.2em}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:.8rem;align-items:start}.card{padding:.8rem 1rem}
        .bars{list-style:none;padding:0;margin:0}.bars li{display:grid;grid-template-columns:minmax(5rem,7.5rem) 1fr 6.5rem;gap:.2rem .8rem;align-items:center;padding:.22rem 0}
        .values{font-variant-numeric:tabular-nums;font-size:.82rem;line-height:13px;text-align:right;white-space:nowrap}.total{font-weight:600}
        svg{display:block}.planned{fill:var(--planned)}.actual,.even{fill:var(--actual)}.over{fill:var(--error)}.under{fill:var(--warning)}.track{fill:var(--soft);stroke:var(--line)}
        .mark{stroke:var(--ink);stroke-width:2}.more{fill:none;stroke:var(--page);stroke-width:2}.nothing{stroke:var(--quiet);stroke-width:1.5}.plan,.ahead{fill:none;stroke:var(--planned);stroke-width:2;vector-effect:non-scaling-stroke}.ahead{stroke:var(--error);stroke-dasharray:4 4}.base{stroke:var(--line);vector-effect:non-scaling-stroke}.axis{display:flex;justify-content:space-between;gap:.6rem;font-size:.82rem;color:var(--quiet);margin:.2rem 0 .5rem}
        .time{fill:none;stroke:var(--actual);stroke-width:2;vector-effect:non-scaling-stroke}.dot{stroke:var(--actual);stroke-width:8;stroke-linecap:round;vector-effect:non-scaling-stroke}
        .key{display:inline-block;width:1rem;height:.7rem;border-radius:2px;margin:0 .2rem 0 .6rem}.key:first-child{margin-left:0}.key.planned{background:var(--planned)}.key.actual{background:var(--actual)}.key.over{background:var(--error)}.key.under{background:var(--warning)}.key{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:normal}thead th{font-weight:600}thead th:nth-child(n+2),.number{text-align:right;font-variant-numeric:tabular-nums}
        tr:last-child>*{border-bottom:0}.gap{color:var(--warning);font-weight:600}
        .filters{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:end;background:var(--soft);padding:.7rem;border-radius:.4rem}.filters fieldset{border:0;padding:0;margin:0;min-width:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}.filters legend{padding:0}
        .filters select,.filters input[type=search]{font:inherit;color:inherit;background:var(--page);border:1px solid var(--quiet);border-radius:.3rem;padding:.3rem .5rem;max-width:100%;min-height:2.4rem}.filters label{max-width:100%}.filters fieldset label{min-height:2.4rem;display:flex;align-items:center;gap:.3rem}
        .group{border:1px solid var(--line);border-left:.35rem solid var(--error);border-radius:.3rem;margin:.6rem 0;padding:0 .8rem}summary{scroll-margin-top:1rem}.group.warning{border-left-color:var(--warning)}.group.note{border-left-color:var(--note)}
        summary{cursor:pointer;padding:.5rem 0;font-weight:600}.level{font-size:.78rem;letter-spacing:.04em;text-transform:uppercase}.count{font-weight:400}
        .count::before{content:"\\00d7\\2009"}.why,.expected,.hint{font-size:.92rem}.findings{list-style:none;padding:0;margin:.4rem 0 .8rem}.findings li{padding:.45rem 0;border-top:1px solid var(--line)}.file{font-size:.85rem}.what,.expected,.hint{display:block}.expected,.hint{color:var(--quiet)}
        [hidden]{display:none!important}footer{margin-top:3rem;font-size:.85rem}
        @media (min-width:64rem){.findings li{display:grid;grid-template-columns:minmax(11rem,17rem) 1fr minmax(8rem,22rem);gap:0 1.2rem}.place{grid-row:1/3}.what{grid-column:2}.hint{grid-column:2}.expected{grid-column:3;grid-row:1/3}}
        @media (max-width:34rem){.bars li{grid-template-columns:1fr auto}.bars svg{grid-column:1/3;grid-row:2}.values{grid-column:2;grid-row:1}th,td{padding:.3rem .25rem;font-size:.86rem}.card{padding:.7rem}}
        @media print{:root{--page:#fff;--ink:#000;--quiet:#333;--line:#999;--soft:#fff;--planned:#999;--actual:#000;--error:#000;--warning:#000;--note:#000;--good:#000}html{font-size:11pt}body{max-width:none;padding:0}.filters,.skip,#shown,nav{display:none}.cards{grid-template-columns:1fr 1fr}.card,.tile,.findings li,.bars li,tr{break-inside:avoid}h2,h3,summary,.legend,section>p,section>details{break-after:avoid}.over{fill:#555}.under{fill:#949494}.key.over{background:#555}.key.under{background:#949494}rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}.track{stroke:#999}.plan{stroke:#767676}.time,.ahead{stroke:#000}}
        """
}
