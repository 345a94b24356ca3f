/** In place of candidates: the shell offers paths. No command, option or setting begins with a colon. */
export const FILES_LINE = ":files";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Teaches a shell to complete `confide`. What there is to complete it asks the program for, at each key. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const BASH = `# confide completion bash >> ~/.bashrc
_confide() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  # bash cuts --config=FILE at the =.
  [[ $current == "=" ]] && current=""
  local words=()
  for line in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $line == "=" ]] || words+=("$line"); done
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == "${FILES_LINE}" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${COMP_WORDS[0]}" __complete ":$current" \${words[@]+"\${words[@]}"} 2>/dev/null)
}
complete -F _confide confide
`;

const ZSH = `#compdef confide
# confide completion zsh > a folder of $fpath, as _confide; or: source <(confide completion zsh)
_confide() {
  local -a candidates
  local line about
  local -i result=1
  for line in "\${(@f)$("\${words[1]}" __complete ":\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    if [[ $line == "${FILES_LINE}" ]]; then
      [[ \${words[CURRENT]} == --*=* ]] && compset -P '*='
      _files && result=0
    elif [[ $line == *$'\\t'* ]]; then
      about="\${line#*$'\\t'}"
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:$about")
    elif [[ -n $line ]]; then
      candidates+=("\${line//:/\\\\:}")
    fi
  done
  (( \${#candidates} )) && _describe -V confide candidates && result=0
  return result
}
if [[ \${funcstack[1]} == _confide ]]; then
  _confide "$@"
else
  compdef _confide confide
fi
`;

const FISH = `# confide completion fish > ~/.config/fish/completions/confide.fish
function __confide_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in (command $program __complete ":$current" $words 2>/dev/null)
        if test "$line" = "${FILES_LINE}"
            set -l option (string match -r -- '^--[\\w-]+=' "$current")
            for path in (__fish_complete_path (string replace -r -- '^--[\\w-]+=' '' "$current"))
                echo "$option$path"
            end
        else
            echo $line
        end
    end
end
complete -c confide -f -a "(__confide_complete)"
`;

const POWERSHELL = `# confide completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName confide -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
  $words = @($before | Select-Object -Skip 1)
  & $commandAst.CommandElements[0].Extent.Text __complete ":$wordToComplete" @words 2>$null | ForEach-Object {
    if ($_ -eq '${FILES_LINE}') {
      $option = if ($wordToComplete -match '^--[\\w-]+=') { $Matches[0] } else { '' }
      [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete.Substring($option.Length)) | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($option + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
      }
    } else {
      $text, $about = $_ -split "\`t", 2
      if (-not $about) { $about = $text }
      [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
    }
  }
}
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
