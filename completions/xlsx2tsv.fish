function __xlsx2tsv_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __xlsx2tsv_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __xlsx2tsv_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __xlsx2tsv_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __xlsx2tsv_parse_tokens -S
    set -l unparsed_tokens (__xlsx2tsv_tokens -pc)
    switch $unparsed_tokens[1]
    case 'xlsx2tsv'
        __xlsx2tsv_parse_subcommand 1 's/sheet=' 'n/sheet-index=' 'a/all-sheets' 'range=' 'hidden-sheets=' 'l/list' 'metadata' 'format=' 'grid' 'header-row=' 'formatted' 'formulas' 'raw' 'stored-numbers' 'fill-merged' 'skip-blank-rows' 'hidden-rows=' 'hidden-columns=' 'errors=' 'null=' 'delimiter=' 'quote=' 'bom' 'o/output=' 'output-dir=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __xlsx2tsv_parse_subcommand -r 1 'version'
        end
    end
end

function __xlsx2tsv_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __xlsx2tsv_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __xlsx2tsv_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __xlsx2tsv_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__xlsx2tsv_tokens -p)
    if test -z "$(__xlsx2tsv_tokens -t)"
        set -l index (count (__xlsx2tsv_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'xlsx2tsv' -f
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_positional "xlsx2tsv" -eq 1' -fa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" s sheet' -s 's' -l 'sheet' -d 'Write the sheet of exactly this name.' -rfka '(__xlsx2tsv_custom_completion ---completion -- --sheet (count (__xlsx2tsv_tokens -pc)) (__xlsx2tsv_tokens -tC))'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" n sheet-index' -s 'n' -l 'sheet-index' -d 'Write the worksheet of this place in workbook order, from 1 as --list numbers them; -1 is the last.' -rfka ''
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" a all-sheets' -s 'a' -l 'all-sheets' -d 'Write all worksheets, one behind the other, or with --output-dir a file each.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" range' -l 'range' -d 'Write only this: A1:K40, A:C, 3:7, a defined name or a table, with a sheet in front or without.' -rfka '(__xlsx2tsv_custom_completion ---completion -- --range (count (__xlsx2tsv_tokens -pc)) (__xlsx2tsv_tokens -tC))'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" hidden-sheets' -l 'hidden-sheets' -d 'With --all-sheets, what to do with hidden sheets: keep or skip.' -rfka 'keep skip'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" l list' -s 'l' -l 'list' -d 'List the sheets instead: index, name, state, dimension and rows, as TSV.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" metadata' -l 'metadata' -d 'Describe the workbook instead: sheets, defined names, tables, date system and writer, as NDJSON.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" format' -l 'format' -d 'Write tsv, csv or ndjson.' -rfka 'tsv csv ndjson'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" grid' -l 'grid' -d 'Write NDJSON with typed cells at absolute positions, which mp-extract reads.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" header-row' -l 'header-row' -d 'The row that holds the column names: NDJSON takes its keys from it, and rows above it are left out.' -rfka ''
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" formatted' -l 'formatted' -d 'Write what the cells display, under their number formats.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" formulas' -l 'formulas' -d 'Write formulas instead of values, shared and array formulas in each of their cells.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" raw' -l 'raw' -d 'Write dates as the serial numbers that are stored.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" stored-numbers' -l 'stored-numbers' -d 'Write numbers in the digits that the file has.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" fill-merged' -l 'fill-merged' -d 'Write the value of a merged range in each of its cells.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" skip-blank-rows' -l 'skip-blank-rows' -d 'Leave out rows that hold no value.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" hidden-rows' -l 'hidden-rows' -d 'What to do with hidden rows: keep or skip.' -rfka 'keep skip'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" hidden-columns' -l 'hidden-columns' -d 'What to do with hidden columns: keep or skip.' -rfka 'keep skip'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" errors' -l 'errors' -d 'What to do with errors such as #DIV/0!: keep, blank or fail.' -rfka 'keep blank fail'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" null' -l 'null' -d 'Write this in empty fields of a table.' -rfka ''
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" delimiter' -l 'delimiter' -d 'The sign between CSV fields: one ASCII sign, or tab; a comma by default.' -rfka ''
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" quote' -l 'quote' -d 'Which CSV fields stand in quotes: minimal, text or all.' -rfka 'minimal text all'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" bom' -l 'bom' -d 'Begin CSV with a byte order mark, by which Excel knows that it is UTF-8.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" o output' -s 'o' -l 'output' -d 'Write to this file, atomically, instead of standard output.' -rF
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" output-dir' -l 'output-dir' -d 'With --all-sheets, write a file for each sheet into this folder, and print their paths.' -rfa '(__xlsx2tsv_complete_directories)'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" version' -l 'version' -d 'Show the version.'
complete -c 'xlsx2tsv' -n '__xlsx2tsv_should_offer_completions_for_flags_or_options "xlsx2tsv" h help' -s 'h' -l 'help' -d 'Show help information.'
