import { Argument, type Command, type Option } from 'commander';

/** What may come next, and what it is. */
interface Candidate {
  readonly value: string;
  readonly says: string;
}

const shells = {
  bash: `_paygraph() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(paygraph complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _paygraph paygraph`,
  zsh: `#compdef paygraph
_paygraph() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(paygraph complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe paygraph found; else _files; fi
}
compdef _paygraph paygraph`,
  fish: `function __paygraph_complete
  set -l words (commandline -opc) (commandline -ct)
  paygraph complete -- $words[2..-1] 2>/dev/null
end
complete -c paygraph -a '(__paygraph_complete)'`,
} as const;
type Shell = keyof typeof shells;

/** Completion in shells: each asks the program itself what may come next, so it knows every command and option there is. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options and their choices')
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      `
Examples:
  $ eval "$(paygraph completion bash)"                                   in ~/.bashrc
  $ eval "$(paygraph completion zsh)"                                    in ~/.zshrc, after compinit
  $ paygraph completion fish > ~/.config/fish/completions/paygraph.fish`,
    )
    .action((shell: Shell) => console.log(shells[shell]));

  // For the shells alone.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      for (const { value, says } of candidates(program, words)) console.log(`${value}\t${says}`);
    });
}

/** What may stand in the place of the last word, after those before it. */
export function candidates(program: Command, words: readonly string[]): readonly Candidate[] {
  const last = words.at(-1) ?? '';
  const { command, wants, given } = read(program, words.slice(0, -1));
  const all = wants ? choicesOf(wants.argChoices) : last.startsWith('-') ? optionsOf(command) : next(command, given);
  return all.filter(({ value }) => value.startsWith(last));
}

/** Where the words have led: to which command, with how many arguments, and to which option that waits for its value. */
function read(program: Command, words: readonly string[]) {
  let command = program;
  let wants: Option | null = null;
  let given = 0;
  for (const word of words) {
    const inner = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (wants) wants = null;
    else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      wants = option && (option.required || option.optional) ? option : null;
    } else if (inner && given === 0) command = inner;
    else given += 1;
  }
  return { command, wants, given };
}

function next(command: Command, given: number): readonly Candidate[] {
  const inner =
    given > 0
      ? []
      : command
          .createHelp()
          .visibleCommands(command)
          .filter((one) => one.name() !== 'help');
  const argument = command.registeredArguments[given];
  return [...inner.map((one) => ({ value: one.name(), says: one.description() })), ...choicesOf(argument?.argChoices)];
}
const optionsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, flags, description }) => ({ value: long ?? flags, says: description }));
const choicesOf = (choices: readonly string[] | undefined): readonly Candidate[] =>
  (choices ?? []).map((value) => ({ value, says: '' }));
