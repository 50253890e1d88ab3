/// The script of the HTML report. It holds no data.
enum HTMLReportScript {
    static let text = """
        (function(){
        var groups=[].slice.call(document.querySelectorAll(".group")),form=document.getElementById("filters");
        window.addEventListener("beforeprint",function(){groups.forEach(function(group){group.open=true})});
        document.addEventListener("click",function(event){
        var link=event.target.closest("a[href^='#rule-']"),group=link&&document.getElementById(link.getAttribute("href").slice(1)).parentNode;
        if(group){group.hidden=false;group.open=true}});
        if(!form)return;
        var shown=document.getElementById("shown"),said=shown.textContent;
        function apply(){
        var levels=[].map.call(form.querySelectorAll("[name=level]:checked"),function(box){return box.value});
        var rule=form.elements.rule.value,text=form.elements.text.value.trim().toLowerCase(),count=0,all=0;
        groups.forEach(function(group){
        var fits=levels.indexOf(group.dataset.level)>=0&&(!rule||group.dataset.rule===rule),some=false;
        [].forEach.call(group.querySelectorAll("li"),function(item){
        var match=!text||item.textContent.toLowerCase().indexOf(text)>=0;item.hidden=!match;all++;if(match&&fits){count++;some=true}});
        group.hidden=!(fits&&(some||!text));if((text||rule)&&some)group.open=true});
        shown.textContent=count===all?said:count+" of "+all+" listed findings fit the filter."}
        var wanted=/^#rule=([a-z0-9-]+)$/.exec(location.hash);
        if(wanted){form.elements.rule.value=wanted[1];if(form.elements.rule.selectedIndex<0)form.elements.rule.value="";apply()}
        form.addEventListener("input",apply);form.addEventListener("submit",function(event){event.preventDefault()});
        form.addEventListener("reset",function(){setTimeout(apply)});
        })();
        """
}
