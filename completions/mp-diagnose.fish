function __mp-diagnose_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-diagnose_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-diagnose_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-diagnose_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-diagnose_parse_tokens -S
    set -l unparsed_tokens (__mp-diagnose_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-diagnose'
        __mp-diagnose_parse_subcommand 0 'o/output=' 'since=' 'include=+' 'max-size=' 'time-limit=' 'with-data' 'with-content' 'keep=+' 'incident' 'issue=' 'operator=' 'list' 'recent-errors=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-diagnose_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-diagnose_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-diagnose_parse_subcommand -S -a positional_count
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

function __mp-diagnose_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-diagnose_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-diagnose_tokens -p)
    if test -z "$(__mp-diagnose_tokens -t)"
        set -l index (count (__mp-diagnose_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-diagnose' -f
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" o output' -s 'o' -l 'output' -d 'The folder of the bundle, or its path when it ends in .tar.gz; - is standard output. (default: MP_HOME, or the working folder)' -rF
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" since' -l 'since' -d 'Only files that were changed so lately: 2d, 12h, 2w.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose"' -l 'include' -d 'This file or folder too; may be given again for others.' -rF
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" max-size' -l 'max-size' -d 'The largest size of the bundle: 500K, 32M.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" time-limit' -l 'time-limit' -d 'How long it may take: 30s, 5m. What is not done then is left out.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" with-data' -l 'with-data' -d 'The structure of the workbooks of input and output too.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" with-content' -l 'with-content' -d 'The workbooks themselves, where nothing in them would have to be hidden.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose"' -l 'keep' -d 'What wholly matches this pattern is not hidden although it looks secret; may be given again for others.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" incident' -l 'incident' -d 'Write an incident log too, filled in as far as the ledger and the logs tell.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" issue' -l 'issue' -d 'What the incident log tells as the issue.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" operator' -l 'operator' -d 'Whom the incident log tells as the operator. (default: the user)' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" list' -l 'list' -d 'Only list what would go in, and what would not and why.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" recent-errors' -l 'recent-errors' -d 'Only print so many of the newest errors of all logs, the newest last.' -rfka ''
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" version' -l 'version' -d 'Show the version.'
complete -c 'mp-diagnose' -n '__mp-diagnose_should_offer_completions_for_flags_or_options "mp-diagnose" h help' -s 'h' -l 'help' -d 'Show help information.'
