import{F as e,H as t,I as n,_ as r,g as i,j as a,v as o,z as s}from"./Box.js";import{n as c}from"./RtlProvider.js";import{Dt as l,Ft as u,It as d,Kt as f,Nt as p,Pt as m,ot as h,wt as g}from"./router.js";import{s as _}from"./esm.js";var v=t(s(),1);function y(e){return r(`MuiLinearProgress`,e)}i(`MuiLinearProgress`,[`root`,`colorPrimary`,`colorSecondary`,`determinate`,`indeterminate`,`buffer`,`query`,`dashed`,`bar`,`bar1`,`bar2`]);var b=a(),x=4,S={},C=n`
  0% {
    left: -35%;
    right: 100%;
  }

  60% {
    left: 100%;
    right: -90%;
  }

  100% {
    left: 100%;
    right: -90%;
  }
`,w=typeof C==`string`?null:e`
        animation: ${C} 2.1s cubic-bezier(0.65, 0.815, 0.735, 0.395) infinite;
      `,T=n`
  0% {
    left: -200%;
    right: 100%;
  }

  60% {
    left: 107%;
    right: -8%;
  }

  100% {
    left: 107%;
    right: -8%;
  }
`,E=typeof T==`string`?null:e`
        animation: ${T} 2.1s cubic-bezier(0.165, 0.84, 0.44, 1) 1.15s infinite;
      `,D=n`
  0% {
    opacity: 1;
    background-position: 0 -23px;
  }

  60% {
    opacity: 0;
    background-position: 0 -23px;
  }

  100% {
    opacity: 1;
    background-position: -200px -23px;
  }
`,ee=typeof D==`string`?null:e`
        animation: ${D} 3s infinite linear;
      `,O=e=>{let{classes:t,variant:n,color:r}=e,i={root:[`root`,`color${p(r)}`,n],dashed:[`dashed`],bar1:[`bar`,`bar1`],bar2:[`bar`,`bar2`,n===`buffer`&&`color${p(r)}`]};return f(i,y,t)},k=(e,t)=>e.vars?e.vars.palette.LinearProgress[`${t}Bg`]:e.palette.mode===`light`?e.lighten(e.palette[t].main,.62):e.darken(e.palette[t].main,.5),A=d(`span`,{name:`MuiLinearProgress`,slot:`Root`,overridesResolver:(e,t)=>{let{ownerState:n}=e;return[t.root,t[`color${p(n.color)}`],t[n.variant]]}})(u(({theme:e})=>({position:`relative`,overflow:`hidden`,display:`block`,height:4,zIndex:0,"@media print":{colorAdjust:`exact`},variants:[...Object.entries(e.palette).filter(h()).map(([t])=>({props:{color:t},style:{backgroundColor:k(e,t)}})),{props:({ownerState:e})=>e.color===`inherit`&&e.variant!==`buffer`,style:{"&::before":{content:`""`,position:`absolute`,left:0,top:0,right:0,bottom:0,backgroundColor:`currentColor`,opacity:.3}}},{props:{variant:`buffer`},style:{backgroundColor:`transparent`}},{props:{variant:`query`},style:{transform:`rotate(180deg)`}}]}))),j=d(`span`,{name:`MuiLinearProgress`,slot:`Dashed`})(u(({theme:e})=>({position:`absolute`,marginTop:0,height:`100%`,width:`100%`,backgroundSize:`10px 10px`,backgroundPosition:`0 -23px`,variants:[{props:{color:`inherit`},style:{opacity:.3,backgroundImage:`radial-gradient(currentColor 0%, currentColor 16%, transparent 42%)`}},...Object.entries(e.palette).filter(h()).map(([t])=>{let n=k(e,t);return{props:{color:t},style:{backgroundImage:`radial-gradient(${n} 0%, ${n} 16%, transparent 42%)`}}})]})),ee||{animation:`${D} 3s infinite linear`},u(({theme:e})=>g(e,{animation:`none`})||S)),M=d(`span`,{name:`MuiLinearProgress`,slot:`Bar1`,overridesResolver:(e,t)=>[t.bar,t.bar1]})(u(({theme:e})=>{let t=g(e,{animation:`none`,left:`30%`,right:`auto`,width:`40%`});return{width:`100%`,position:`absolute`,left:0,bottom:0,top:0,...l(e,`transform`,{duration:`0.2s`,easing:`linear`}),transformOrigin:`left`,variants:[{props:{color:`inherit`},style:{backgroundColor:`currentColor`}},...Object.entries(e.palette).filter(h()).map(([t])=>({props:{color:t},style:{backgroundColor:(e.vars||e).palette[t].main}})),{props:{variant:`determinate`},style:{...l(e,`transform`,{duration:`.${x}s`,easing:`linear`})}},{props:{variant:`buffer`},style:{zIndex:1,...l(e,`transform`,{duration:`.${x}s`,easing:`linear`})}},{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:{width:`auto`}},{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:w||{animation:`${C} 2.1s cubic-bezier(0.65, 0.815, 0.735, 0.395) infinite`}},...t?[{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:t}]:[]]}})),N=d(`span`,{name:`MuiLinearProgress`,slot:`Bar2`,overridesResolver:(e,t)=>[t.bar,t.bar2]})(u(({theme:e})=>{let t=g(e,{animation:`none`,display:`none`});return{width:`100%`,position:`absolute`,left:0,bottom:0,top:0,...l(e,`transform`,{duration:`0.2s`,easing:`linear`}),transformOrigin:`left`,variants:[...Object.entries(e.palette).filter(h()).map(([t])=>({props:{color:t},style:{"--LinearProgressBar2-barColor":(e.vars||e).palette[t].main}})),{props:({ownerState:e})=>e.variant!==`buffer`&&e.color!==`inherit`,style:{backgroundColor:`var(--LinearProgressBar2-barColor, currentColor)`}},{props:({ownerState:e})=>e.variant!==`buffer`&&e.color===`inherit`,style:{backgroundColor:`currentColor`}},{props:{color:`inherit`},style:{opacity:.3}},...Object.entries(e.palette).filter(h()).map(([t])=>({props:{color:t,variant:`buffer`},style:{backgroundColor:k(e,t),...l(e,`transform`,{duration:`.${x}s`,easing:`linear`})}})),{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:{width:`auto`}},{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:E||{animation:`${T} 2.1s cubic-bezier(0.165, 0.84, 0.44, 1) 1.15s infinite`}},...t?[{props:({ownerState:e})=>e.variant===`indeterminate`||e.variant===`query`,style:t}]:[]]}})),P=v.forwardRef(function(e,t){let n=m({props:e,name:`MuiLinearProgress`}),{className:r,color:i=`primary`,max:a,min:s,value:l,valueBuffer:u,variant:d=`indeterminate`,...f}=n,p={...n,color:i,variant:d},h=s??0,g=a??100,_=O(p),v=c(),y={},x={bar1:{},bar2:{}};if((d===`determinate`||d===`buffer`)&&l!==void 0){let e=g-h,t=(l-h)/e*100-100;v&&(t=-t),x.bar1.transform=e>0?`translateX(${t}%)`:`translateX(-100%)`,y[`aria-valuenow`]=l,y[`aria-valuemin`]=h,y[`aria-valuemax`]=g}if(d===`buffer`&&u!==void 0){let e=g-h,t=(u-h)/e*100-100;v&&(t=-t),x.bar2.transform=e>0?`translateX(${t}%)`:`translateX(-100%)`}return(0,b.jsxs)(A,{className:o(_.root,r),ownerState:p,role:`progressbar`,...y,ref:t,...f,children:[d===`buffer`?(0,b.jsx)(j,{className:_.dashed,ownerState:p}):null,(0,b.jsx)(M,{className:_.bar1,ownerState:p,style:x.bar1}),d===`determinate`?null:(0,b.jsx)(N,{className:_.bar2,ownerState:p,style:x.bar2})]})});function F(e){let t=[],n=``,r=!1;for(let i of e)i===`"`&&(r=!r),i===`.`&&!r?(t.push(n),n=``):n+=i;return[...t,n]}function I(e){return F(e).at(-1)??e}function L(e,t,n){let r=t===void 0?void 0:e.databases[t]?.schema,[i=``,...a]=F(n);return a.length>0&&R(i)===r?a.join(`.`):n}function R(e){return e.startsWith(`"`)?e.slice(1,-1).replaceAll(`""`,`"`):e}function z(e,t){switch(e.kind){case`back_up`:return`back up ${$(e)}`;case`drop_keys`:return`drop ${U(G(e,`drop_foreign_key`),`foreign key`)}`;case`drop_tables`:return`drop ${U(W(e),`table`)}`;case`create`:return`create ${q(e)}`;case`stop_triggers`:return`disable the triggers of ${U(W(e),`table`)}`;case`empty`:return`empty ${U(W(e),`table`)}`;case`copy`:return Z(e,t);case`index`:return J(e);case`sequences`:return`set ${U(G(e,`set_sequence`),`sequence`)}`;case`add_keys`:return Y(e);case`triggers`:return X(e);case`comments`:return`write ${_(e.steps.length,`comment`)}`;case`analyze`:return`analyze ${U(W(e),`table`)}`;case`restore`:return`restore ${$(e)}${Q(e)}`;case`prune`:return`remove ${$(e)}, once the new one is complete`;case`other`:return`run ${_(e.steps.length,`step`)}`}}function B(e){return e.length<2?e.join(``):`${e.slice(0,-1).join(`, `)} and ${e.at(-1)}`}function V(e){let t=e.schemas??[];return t.length===0?_(e.tables?.length??0,`table`):`the ${t.length===1?`schema`:`schemas`} ${B(t)}`}function H(e){return`${e.replace(/\/$/,``)}/`}function U(e,t){if(e.length===1)return`${t} ${e[0]}`;let n=_(e.length,t);return e.length<=3?`${n} (${e.join(`, `)})`:n}function W(e){let t=new Set;for(let n of e.steps)n.table&&t.add(n.table),(e.kind===`empty`||e.kind===`drop_tables`)&&n.destroys?.forEach(e=>t.add(e.table));return[...t].map(I)}function G(e,...t){let n=new Map;for(let r of e.steps)t.includes(r.kind)&&n.set(`${r.table??``}\0${r.object??``}`,K(r));return[...n.values()]}function K(e){return e.object||(e.table?I(e.table):e.id)}function q(e){return B([`schema`,`type`,`function`,`sequence`,`table`].flatMap(t=>{let n=G(e,`create_${t}`);return n.length>0?[U(n,t)]:[]}))}function J(e){let t=G(e,`add_constraint`).length,n=G(e,`create_index`).length,r=[];return t>0&&r.push(`add ${_(t,`constraint`)}`),n>0&&r.push(`build ${_(n,`index`,`indexes`)}`),B(r)}function Y(e){return`${e.steps.some(e=>e.kind===`validate_foreign_key`)?`add and validate`:`add`} ${U(G(e,`add_foreign_key`,`validate_foreign_key`),`foreign key`)}`}function X(e){let t=G(e,`enable_triggers`),n=G(e,`create_trigger`),r=[];return t.length>0&&r.push(`enable the triggers of ${U(t,`table`)} again`),n.length>0&&r.push(`create ${U(n,`trigger`)}`),B(r)}function Z(e,t){let n=W(e).length,r=`copy ${_(n,`table`)}`;e.steps.length>n&&(r+=` in ${_(e.steps.length,`chunk`)}`),t.jobs>0&&(r+=` with ${_(t.jobs,`worker`)}`);let i=e.steps.filter(e=>(e.destroys??[]).length>0).length;return i===0?r:i===e.steps.length?`${r}, each emptied in the transaction that fills it`:`${r}; ${i} of them emptied in the transaction that fills ${i===1?`it`:`them`}`}function Q(e){let t=` in one transaction`;for(let{restoration:n,sql:r}of e.steps){if(!n)continue;n.tool&&(t+=`, by ${n.tool}`);let e=n.after?.length??0;e>0&&r.length>0&&(t+=`; ${_(e,`statement`)} after it put back what it takes away`)}return t}function $(e){return B(e.steps.flatMap(({dump:e,restoration:t,prune:n})=>e?[`${V(e)} of ${e.database} to ${H(e.directory)}`]:t?[`${t.file} into ${t.database}`]:n?[`${_(n.files.length,`older backup`)} from ${H(n.directory)}`]:[]))}export{I as a,z as i,H as n,L as o,B as r,P as s,V as t};