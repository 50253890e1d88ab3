function __mp-ask_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-ask_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-ask_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-ask_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-ask_parse_tokens -S
    set -l unparsed_tokens (__mp-ask_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-ask'
        __mp-ask_parse_subcommand 1 'o=' 'check=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-ask_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-ask_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-ask_parse_subcommand -S -a positional_count
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

function __mp-ask_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-ask_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-ask_tokens -p)
    if test -z "$(__mp-ask_tokens -t)"
        set -l index (count (__mp-ask_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-ask' -f
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_positional "mp-ask" -eq 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" o' -s 'o' -d 'Write the answer to this file, atomically, instead of standard output.' -rF
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" check' -l 'check' -d 'Send no request: tell as JSON whether there is a key (key), or whether the service accepts it, and how fast (service).' -rfka 'key service'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ask' -n '__mp-ask_should_offer_completions_for_flags_or_options "mp-ask" h help' -s 'h' -l 'help' -d 'Show help information.'
