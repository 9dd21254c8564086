/** How the payer's page looks. */
export const style = `
:root { color-scheme: light dark; --ink: #1c1b1f; --dim: #6a6573; --line: #e3dfe8; --card: #fff; --ground: #f6f3ee; --accent: #2b2560; --on-accent: #fff; --warm: #f1ff5e }
@media (prefers-color-scheme: dark) { :root { --ink: #f2eff7; --dim: #a9a3b5; --line: #3a3547; --card: #221e2e; --ground: #151220; --accent: #f1ff5e; --on-accent: #1c1b1f } }
* { box-sizing: border-box } body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { width: min(27rem, 100vw); margin: 0 auto; padding: 1.5rem 1rem 2rem } .brand { font-weight: 700; margin: 0 0 1.5rem } .brand span { font-weight: 400; color: var(--dim) }
header { margin-bottom: 1rem; overflow-wrap: anywhere } h1 { font-size: 1rem; font-weight: 600; margin: 0; color: var(--dim) } header p { margin: 0; color: var(--dim) }
header .amount { font-size: 2.4rem; line-height: 1.2; font-weight: 700; color: var(--ink) } .amount small { font-size: 1rem; font-weight: 400 }
.progress { list-style: none; display: flex; gap: .35rem; padding: 0; margin: 0 0 1rem } .progress li { flex: 1; height: .3rem; border-radius: 9px; background: var(--line) }
.progress .past, .progress .now { background: var(--accent) } .progress .now { opacity: .55 }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.25rem } h2 { margin: 0 0 1rem; font-size: 1.25rem }
label { display: block; margin-bottom: .75rem; font-size: .875rem; color: var(--dim) } input:not([type=radio], [type=checkbox]), select { display: block; width: 100%; margin-top: .2rem; padding: .65rem .75rem; border: 1px solid var(--line); border-radius: .6rem; background: transparent; color: var(--ink); font: inherit }
.choice { display: flex; gap: .6rem; align-items: center; border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .75rem; color: var(--ink); font-size: 1rem; cursor: pointer } .choice small { margin-left: auto; color: var(--dim) }
.button { display: block; width: 100%; border: 0; border-radius: 99px; padding: .85rem 1rem; margin-top: .75rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer }
.button.plain { background: transparent; color: var(--ink); border: 1px solid var(--line) } .button:hover { filter: brightness(1.15) }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid #8f86ff; outline-offset: 2px }
.quiet { border: 0; background: none; color: var(--dim); font: inherit; font-size: .875rem; text-decoration: underline; cursor: pointer; padding: 0 } .tools { margin: 1.25rem 0 0; font-size: .875rem; color: var(--dim) }
.notice, .flaws { background: var(--warm); color: #1c1b1f; border-radius: .6rem; padding: .65rem .85rem; margin: 0 0 1rem } .flaws { padding-left: 1.75rem } .bank { font-weight: 600; margin: 0 }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 0 0 1rem } dt { color: var(--dim) } dd { margin: 0; text-align: right; overflow-wrap: anywhere }
.result { font-size: 1.1rem; font-weight: 600 } .result span { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; background: var(--dim); color: #fff; margin-right: .35rem } .result.done span { background: #1b8a5a }
.leave { display: flex; gap: 1rem; justify-content: center; margin-top: 1rem } .leave a { color: var(--dim); font-size: .875rem } .foot { margin: 1.5rem 0 0; text-align: center; font-size: .7rem; color: var(--dim) }
`;
