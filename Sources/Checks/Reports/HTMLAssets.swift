/// The style and the script of the HTML report. Neither holds data.
enum HTMLAssets {
    static let style = """
        :root{--page:#fff;--ink:#1c2128;--quiet:#57606a;--line:#d0d7de;--soft:#f3f5f7;--planned:#8295ab;--actual:#0b62c4;--error:#b3261e;--warning:#8a5300;--note:#3d5a80;--good:#1a6b3c;--over:#b3261e;--under:#8a5300}
        @media (prefers-color-scheme:dark){:root{--page:#14181d;--ink:#e6eaef;--quiet:#a3adb8;--line:#3a424c;--soft:#1e242b;--planned:#71839a;--actual:#6cb0ff;--error:#ff8a80;--warning:#f2b45c;--note:#9dbce0;--good:#6fd39a;--over:#ff8a80;--under:#f2b45c}}
        *{box-sizing:border-box}
        html{background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        body{margin:0 auto;max-width:76rem;padding:0 1rem 3rem;overflow-wrap:anywhere}
        h1{font-size:clamp(1.5rem,5vw,2.3rem);line-height:1.2;margin:.1em 0 .2em}h2{font-size:1.35rem;margin:2.2rem 0 .6rem}h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
        p{margin:.4rem 0}.kicker{color:var(--quiet);margin:0}
        .verdict{border-left:.5rem solid var(--good);padding:1rem 0 1rem 1rem;margin:1rem 0}.verdict.bad{border-color:var(--error)}.verdict.fair{border-color:var(--warning)}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.3rem .6rem;z-index:1}
        .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        a{color:var(--actual)}:focus-visible{outline:3px solid var(--actual);outline-offset:2px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(10rem,1fr));gap:.6rem;list-style:none;padding:0;margin:.5rem 0}
        .tile{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem}.tile strong{display:block;font-size:1.4rem;line-height:1.2;white-space:nowrap}
        .tile.error strong,.level{color:var(--error)}.tile.warning strong,.warning .level{color:var(--warning)}.tile.note strong,.note .level{color:var(--note)}
        code{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--soft);padding:.05em .3em;border-radius:.2em}
        .bars{list-style:none;padding:0;margin:.3rem 0;max-width:60rem}.bars li{display:grid;grid-template-columns:minmax(6rem,11rem) 1fr 8rem;gap:.2rem .8rem;align-items:center;padding:.2rem 0}
        .bars .values{font-variant-numeric:tabular-nums;font-size:.82rem;line-height:13px;text-align:right;white-space:nowrap}.bars .total{font-weight:600;border-top:1px solid var(--line);margin-top:.4rem}
        svg{display:block}.planned{fill:var(--planned)}.actual,.even{fill:var(--actual)}.over{fill:var(--over)}.under{fill:var(--under)}.track{fill:var(--soft);stroke:var(--line)}
        .mark{stroke:var(--ink);stroke-width:2}.nothing{stroke:var(--quiet);stroke-width:1.5}.time{fill:none;stroke:var(--actual);stroke-width:2;vector-effect:non-scaling-stroke}.dot{stroke:var(--actual);stroke-width:8;stroke-linecap:round;vector-effect:non-scaling-stroke}
        .legend{color:var(--quiet)}.key{display:inline-block;width:1rem;height:.7rem;border-radius:2px;margin:0 .2rem 0 .6rem}.key:first-child{margin-left:0}.key.planned{background:var(--planned)}.key.actual{background:var(--actual)}
        .scroll{overflow-x:auto;max-height:32rem;overflow-y:auto;border:1px solid var(--line);border-radius:.4rem;margin:.6rem 0}
        table{border-collapse:collapse;width:100%;min-width:27rem;font-size:.92rem}th,td{text-align:left;padding:.3rem .7rem;border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:normal}thead th:nth-child(n+3){text-align:right}thead th{position:sticky;top:0;background:var(--soft);font-weight:600}
        .number{text-align:right;font-variant-numeric:tabular-nums}.gap{color:var(--warning);font-weight:600}
        .filters{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:end;background:var(--soft);padding:.7rem;border-radius:.4rem}.filters fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}.filters legend{padding:0}
        .filters select,.filters input[type=search]{font:inherit;color:inherit;background:var(--page);border:1px solid var(--quiet);border-radius:.3rem;padding:.3rem .5rem;max-width:100%;min-height:2.4rem}.filters label{max-width:100%}
        .group{border:1px solid var(--line);border-left:.35rem solid var(--error);border-radius:.3rem;margin:.6rem 0;padding:0 .8rem}.group.warning{border-left-color:var(--warning)}.group.note{border-left-color:var(--note)}
        summary{cursor:pointer;padding:.5rem 0;font-weight:600}.level{font-size:.78rem;letter-spacing:.04em;text-transform:uppercase}.count{color:var(--quiet);font-weight:400}
        .count::before{content:"\\00d7\\2009"}.why{color:var(--quiet);font-size:.92rem}.group ul{padding-left:1.1rem;margin:.4rem 0 .8rem}.group li{margin:.35rem 0}.group li code{margin-right:.3rem}.expected,.hint{display:block;color:var(--quiet);font-size:.92rem}
        [hidden]{display:none!important}footer{color:var(--quiet);margin-top:3rem;font-size:.85rem}
        @media (max-width:34rem){.bars li{grid-template-columns:1fr auto}.bars svg{grid-column:1/3;grid-row:2}.bars .values{grid-column:2;grid-row:1}th,td{padding:.3rem .4rem}}
        @media print{:root{--page:#fff;--ink:#000;--quiet:#333;--line:#999;--soft:#fff;--planned:#999;--actual:#000;--error:#000;--warning:#000;--note:#000}.filters,.skip,#shown{display:none}.scroll{max-height:none;overflow:visible}.group,.bars li,tr{break-inside:avoid}h2,h3{break-after:avoid}rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{max-width:none}}
        """

    static let script = """
        (function(){
        var form=document.getElementById("filters");if(!form)return;
        var groups=[].slice.call(document.querySelectorAll(".group")),shown=document.getElementById("shown"),said=shown.textContent;
        function apply(){
        var levels=[].map.call(form.querySelectorAll("[name=level]:checked"),function(box){return box.value});
        var rule=form.elements.rule.value,text=form.elements.text.value.trim().toLowerCase(),count=0,all=0;
        groups.forEach(function(group){
        var fits=levels.indexOf(group.dataset.level)>=0&&(!rule||group.dataset.rule===rule),some=false;
        [].forEach.call(group.querySelectorAll("li"),function(item){
        var match=!text||item.textContent.toLowerCase().indexOf(text)>=0;item.hidden=!match;all++;if(match&&fits){count++;some=true}});
        group.hidden=!(fits&&(some||!text));if(text&&some)group.open=true});
        shown.textContent=count===all?said:count+" of "+all+" listed findings fit the filter."}
        var wanted=/^#rule=([a-z0-9-]+)$/.exec(location.hash);
        if(wanted){form.elements.rule.value=wanted[1];if(form.elements.rule.selectedIndex<0)form.elements.rule.value="";apply()}
        form.addEventListener("input",apply);form.addEventListener("submit",function(event){event.preventDefault()});
        window.addEventListener("beforeprint",function(){groups.forEach(function(group){group.open=true})});
        })();
        """
}
