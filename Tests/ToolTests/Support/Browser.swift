import Glibc
import Testing

/// A browser without a window, by which tests look at pages.
enum Browser {
    static let path: String? =
        (["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"] as [String]).first {
            access($0, X_OK) == 0
        }

    /// The document of a page once its scripts have run.
    static func show(_ page: String, fragment: String = "", width: Int = 1200) async throws -> String {
        let run = try await runTool(
            try #require(path),
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--user-data-dir=\(page).profile", "--window-size=\(width),2000", "--dump-dom",
                "file://\(page)\(fragment)",
            ])
        return run.output
    }

    /// The document of a page after a script of the test, which pushes what is wrong to `said`; `data-said="fine"` where
    /// nothing is.
    static func probed(_ page: String, width: Int = 1200, isDark: Bool = false, script: String) async throws -> String {
        let end = "</body>\n</html>\n"
        var text = try await runTool("/bin/cat", [page]).output
        try #require(text.hasSuffix(end))
        text =
            text.dropLast(end.count)
            + "<script>addEventListener(\"load\",function(){var said=[];\(script)\ndocument.documentElement.setAttribute(\"data-said\",said.join(\"; \")||\"fine\")})</script>"
            + end
        if isDark {
            try #require(text.contains("(prefers-color-scheme:dark)"))
            text = text.replacing("(prefers-color-scheme:dark)", with: "all")
        }
        let copy = page + ".probed.html"
        try write(text, to: copy)
        return try await show(copy, width: width)
    }

    /// Nothing is wider than the window; controls have names, charts words, parts names, and headings go down step by step.
    static let layout = """
        if(document.documentElement.scrollWidth>innerWidth)said.push("wide "+document.documentElement.scrollWidth+" of "+innerWidth);
        document.querySelectorAll("input,select").forEach(function(e){if(!e.closest("label")||!e.closest("label").textContent.trim())said.push("no label "+e.name)});
        document.querySelectorAll("svg").forEach(function(e){if(e.getAttribute("role")!=="img"||!e.getAttribute("aria-label"))said.push("no words for a chart")});
        document.querySelectorAll("section").forEach(function(e){if(!document.getElementById(e.getAttribute("aria-labelledby")))said.push("no name for a part")});
        var last=0;document.querySelectorAll("h1,h2,h3").forEach(function(e){var level=+e.tagName[1];if(level>last+1)said.push("heading "+e.textContent);last=level});
        var ids={};document.querySelectorAll("[id]").forEach(function(e){if(ids[e.id])said.push("twice "+e.id);ids[e.id]=1});
        ["header","main","footer"].forEach(function(n){if(document.querySelectorAll("body>"+n).length!==1)said.push("landmark "+n)});
        """

    /// WCAG 2.1, 1.4.3 and 1.4.11: text has 4.5 to 1 against what is behind it, the shapes of charts 3 to 1.
    ///
    /// - Parameter least: how many texts and shapes there must be for that to mean anything.
    static func contrast(least: Int) -> String {
        """
        function parts(text){var m=/rgba?\\(([^)]*)\\)/.exec(text);var p=m?m[1].split(",").map(Number):[0,0,0,0];return p.length<4?p.concat(1):p}
        function light(p){return [0.2126,0.7152,0.0722].reduce(function(sum,w,i){var c=p[i]/255;return sum+w*(c<=0.04045?c/12.92:Math.pow((c+0.055)/1.055,2.4))},0)}
        function behind(e){for(;e;e=e.parentElement){var p=parts(getComputedStyle(e).backgroundColor);if(p[3]===1)return p}return [255,255,255,1]}
        function ratio(a,b){var x=light(a),y=light(b);return (Math.max(x,y)+0.05)/(Math.min(x,y)+0.05)}
        var count=0;
        document.querySelectorAll("details").forEach(function(e){e.open=true});
        document.querySelectorAll("body *").forEach(function(e){
        var isText=[].some.call(e.childNodes,function(n){return n.nodeType===3&&n.textContent.trim()})&&!e.closest("svg")&&!/^(SCRIPT|OPTION)$/.test(e.tagName),r;
        if(isText){r=ratio(parts(getComputedStyle(e).color),behind(e));count++;if(r<4.5)said.push(e.tagName+"."+e.className+" "+r.toFixed(2))}
        if(e.matches("rect:not(.track)")){r=ratio(parts(getComputedStyle(e).fill),behind(e));count++;if(r<3)said.push("rect."+e.getAttribute("class")+" "+r.toFixed(2))}
        if(e.matches("polyline,path.time,line.dot")){r=ratio(parts(getComputedStyle(e).stroke),behind(e));count++;if(r<3)said.push("line."+e.getAttribute("class")+" "+r.toFixed(2))}});
        if(count<\(least))said.push("only "+count);
        """
    }
}
