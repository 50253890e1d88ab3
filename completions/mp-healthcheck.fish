function __mp-healthcheck_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-healthcheck_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-healthcheck_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-healthcheck_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-healthcheck_parse_tokens -S
    set -l unparsed_tokens (__mp-healthcheck_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-healthcheck'
        __mp-healthcheck_parse_subcommand 0 'only=+' 'skip=+' 'online' 'list-checks' 'timeout=' 'client=' 'planned=' 'delivered=+' 'template=' 'history' 'last=' 'no-record' 'format=' 'o=' 'q/quiet' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-healthcheck_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-healthcheck_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-healthcheck_parse_subcommand -S -a positional_count
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

function __mp-healthcheck_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-healthcheck_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-healthcheck_tokens -p)
    if test -z "$(__mp-healthcheck_tokens -t)"
        set -l index (count (__mp-healthcheck_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-healthcheck' -f
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck"' -l 'only' -d 'Run this check only; may be given again for others. What it needs is run too, but not reported.' -rfka 'home configuration client plan-file delivery-file template-file plan-workbook delivery-workbook pair template template-fit output-folder temporary-folder runs logs locks temporary-files tools libraries limits memory clock api-key service'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck"' -l 'skip' -d 'Leave this check out, and those that need it; may be given again for others.' -rfka 'home configuration client plan-file delivery-file template-file plan-workbook delivery-workbook pair template template-fit output-folder temporary-folder runs logs locks temporary-files tools libraries limits memory clock api-key service'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" online' -l 'online' -d 'Ask the Anthropic API, too, whether it accepts the key, and how fast.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" list-checks' -l 'list-checks' -d 'List the checks instead: name, the checks that it needs, what it looks at, as TSV.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" timeout' -l 'timeout' -d 'Give all checks together so many seconds; one that has not ended then is UNKNOWN.' -rfka ''
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" client' -l 'client' -d 'Check the rules of this client (default: CLIENT_ID).' -rfka '(__mp-healthcheck_custom_completion ---completion -- --client (count (__mp-healthcheck_tokens -pc)) (__mp-healthcheck_tokens -tC))'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" planned' -l 'planned' -d 'Check this plan instead of the newest in input.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck"' -l 'delivered' -d 'Check these delivery reports instead of the newest in input.' -rfa '(set -l exts \'xlsx\' \'xlsm\' \'csv\' \'tsv\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" template' -l 'template' -d 'Check this template instead of the newest in input.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" history' -l 'history' -d 'Show what earlier runs found instead, as TSV, or as NDJSON with --format ndjson: a line for each stretch of runs with the same verdicts. With --only, of these checks.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" last' -l 'last' -d 'With --history, look at so many runs (default: 1000).' -rfka ''
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" no-record' -l 'no-record' -d 'Do not put this run into the history.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" format' -l 'format' -d 'Write text, ndjson, junit, nagios (a plugin\'s output with performance data) or prometheus (the text exposition format).' -rfka 'text ndjson junit nagios prometheus'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" o' -s 'o' -d 'Write the report to this file, atomically, instead of standard output.' -rF
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" q quiet' -l 'quiet' -s 'q' -d 'Write only what is not OK, and nothing when all is; for text.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" version' -l 'version' -d 'Show the version.'
complete -c 'mp-healthcheck' -n '__mp-healthcheck_should_offer_completions_for_flags_or_options "mp-healthcheck" h help' -s 'h' -l 'help' -d 'Show help information.'
