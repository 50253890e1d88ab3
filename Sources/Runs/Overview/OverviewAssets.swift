/// The style and the script of the overview beside those of all pages. Neither holds data.
enum OverviewAssets {
    static let style = """
        body{max-width:110rem}#table{margin-top:.6rem}#table td,#table th{text-align:left;vertical-align:top;padding:.5rem .6rem}#table thead th{border-bottom:2px solid var(--line);white-space:nowrap}
        #table tbody th{font-weight:600;border-left:.35rem solid var(--good)}#table tr.bad th{border-left-color:var(--error)}#table tr.fair th{border-left-color:var(--warning)}#table tbody tr:last-child>*{border-bottom:1px solid var(--line)}
        .word{color:var(--good);white-space:nowrap}.bad .word{color:var(--error)}.fair .word{color:var(--warning)}.due{color:var(--warning);font-size:.85rem}#table .file,#table .why{font-size:.85rem;font-weight:400}
        .spark{margin-bottom:.2rem}.spark .plan{stroke:var(--quiet);stroke-dasharray:3 3}.spark .dot{stroke-width:6}.spark.off .time,.spark.off .dot{stroke:var(--error)}
        #table summary{padding:0;font-weight:400;color:var(--actual)}#table details ul{margin:.3rem 0;padding-left:1.1rem;font-size:.85rem;max-width:32rem}
        #table thead button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:.2rem 0;cursor:pointer;min-height:2rem}#table thead button::after{content:" \\2195";color:var(--quiet)}
        [aria-sort=ascending] button::after{content:" \\2191"!important}[aria-sort=descending] button::after{content:" \\2193"!important}.narrow{display:none}
        @media (max-width:60rem){#table,#table tbody,#table tr,#table td,#table tbody th{display:block}#table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.narrow{display:inline}
        #table tr{border:1px solid var(--line);border-radius:.4rem;margin:.7rem 0;padding:.2rem 0}#table td,#table tbody th{border-bottom:0;padding:.25rem .7rem;font-size:.95rem}#table tr:last-child>*{border-bottom:0}
        #table td{display:grid;grid-template-columns:5.5rem 1fr;gap:0 .6rem}#table td::before{content:attr(data-label);color:var(--quiet);font-size:.85rem;grid-row:1/9}#table td>*{grid-column:2}#table td>br{display:none}#table details ul{max-width:none}}
        @media print{#table tr{break-inside:avoid}#table thead{display:table-header-group}#table thead button::after{content:""!important}.spark .plan{stroke:#999}.spark .time,.spark .dot,.spark.off .time,.spark.off .dot{stroke:#000}a{color:#000}}
        """

    static let script = """
        (function(){
        var form=document.getElementById("filters"),table=document.getElementById("table"),body=table.tBodies[0],shown=document.getElementById("shown"),said=shown.textContent;
        var rows=[].slice.call(body.rows),heads=[].slice.call(table.tHead.rows[0].cells),sorted=1,down=false;
        rows.forEach(function(row,index){row.dataset.place=index});
        form.hidden=false;
        function key(row){return row.cells[sorted].dataset.key}
        function order(){
        rows.sort(function(a,b){
        var x=key(a),y=key(b),result;
        if(x===""||y==="")result=x===y?0:x===""?1:-1;
        else{result=sorted===0?(x<y?-1:x>y?1:0):x-y;if(down)result=-result}
        return result||a.dataset.place-b.dataset.place});
        rows.forEach(function(row){body.appendChild(row)});
        heads.forEach(function(head,index){if(index===sorted)head.setAttribute("aria-sort",down?"descending":"ascending");else head.removeAttribute("aria-sort")});
        form.elements.order.value=sorted}
        function sort(index,isDown){sorted=index;down=isDown;order()}
        heads.forEach(function(head,index){
        if(index===heads.length-1)return;
        var button=document.createElement("button");button.type="button";button.textContent=head.textContent;head.textContent="";head.appendChild(button);
        button.addEventListener("click",function(){sort(index,sorted===index?!down:isFirstDown(index))})});
        function isFirstDown(index){return index===2||index===4||index===5}
        function checked(name){return [].map.call(form.querySelectorAll("[name="+name+"]:checked"),function(box){return box.value})}
        function words(row){return [].map.call(row.cells,function(cell,index){return index===4?row.dataset.pacing:cell.textContent}).join("\\n").toLowerCase()}
        function apply(){
        var kinds=checked("verdict"),paces=checked("pacing"),text=form.elements.text.value.trim().toLowerCase(),count=0;
        rows.forEach(function(row){
        row.hidden=kinds.indexOf(row.dataset.verdict)<0||!row.dataset.pacing.split(" ").some(function(word){return paces.indexOf(word)>=0})||!!text&&words(row).indexOf(text)<0;if(!row.hidden)count++});
        shown.textContent=count===rows.length?said:count+" of "+rows.length+" campaigns fit the filter."}
        form.addEventListener("input",function(event){
        if(event.target.name==="order"){var index=+event.target.value;sort(index,isFirstDown(index))}else apply()});
        form.addEventListener("submit",function(event){event.preventDefault()});
        window.addEventListener("beforeprint",function(){document.querySelectorAll("details").forEach(function(part){part.open=true})});
        order();
        })();
        """
}
