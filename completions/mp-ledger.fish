function __mp-ledger_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-ledger_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-ledger_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-ledger_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-ledger_parse_tokens -S
    set -l unparsed_tokens (__mp-ledger_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-ledger'
        __mp-ledger_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'runs'
            __mp-ledger_parse_subcommand 0 'last=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'steps'
            __mp-ledger_parse_subcommand 0 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'trend'
            __mp-ledger_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'failures'
            __mp-ledger_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'trouble'
            __mp-ledger_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'summary'
            __mp-ledger_parse_subcommand 0 'run=' 'home=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'verdict'
            __mp-ledger_parse_subcommand 0 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'daily'
            __mp-ledger_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'pacing'
            __mp-ledger_parse_subcommand 0 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'report'
            __mp-ledger_parse_subcommand 0 'run=' 'o/output=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'overview'
            __mp-ledger_parse_subcommand 1 'o/output=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'files'
            __mp-ledger_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'last'
            __mp-ledger_parse_subcommand 0 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'arguments'
            __mp-ledger_parse_subcommand 0 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'begin'
            __mp-ledger_parse_subcommand -r 1 'resume' 'run=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'run'
            __mp-ledger_parse_subcommand -r 1 'run=' 'tool=' 'resume' 'force' 'strict' 'dry-run' 'all-messages' 'earlier=' 'left-out=+' 'home=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'check'
            __mp-ledger_parse_subcommand -r 1 'run=' 'step=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'add'
            __mp-ledger_parse_subcommand -r 1 'run=' 'step=' 'tool=' 'status=' 'seconds=' 'error=' 'verdict=' 'left-out=+' 'input=+' 'output=+' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'help'
            __mp-ledger_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-ledger_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-ledger_parse_subcommand -S -a positional_count
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

function __mp-ledger_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-ledger_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-ledger_tokens -p)
    if test -z "$(__mp-ledger_tokens -t)"
        set -l index (count (__mp-ledger_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-ledger' -f
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'runs' -d 'Print a line for each run, as TSV.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'steps' -d 'Print a line for each step of each run, as TSV.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'trend' -d 'Print what each step takes by size of the workbooks, and how that changes, as TSV.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'failures' -d 'Print how often which step failed in which way, as TSV.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'trouble' -d 'Print since when runs fail, what failed first, and when the last good run ended, as TSV without a header.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'summary' -d 'Print what a run came to, on one screen: verdict, workbooks, errors, what to do next.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'verdict' -d 'Say whether a run\'s tracker may be sent: ready to send, ready with warnings, or do not send.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'daily' -d 'Say whether the last run\'s tracker may be sent, and whether a new run is due.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'pacing' -d 'Print how far the spend of a run is from the plan to date, as TSV without a header.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'report' -d 'Print what a run came to, its steps, and its files with their hashes.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'overview' -d 'Write a page of HTML with a line for each campaign\'s folder below a folder: verdict, age, coverage, pacing, findings, files.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'files' -d 'Print every file that the ledger says was written, whether it is the same, changed or gone, and its SHA-256, as TSV without a header.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'last' -d 'Print a run\'s name, how it stands, and when it began, as TSV without a header.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'arguments' -d 'Print the options with which a run began, each ended by a zero byte.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'begin' -d 'Print the name of the next run, the records to compare it with, and the options to do it with.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'run' -d 'Do the steps of a run: start, time, record and show them, and skip those that need not be done again.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'check' -d 'Say whether a step of a run need not be done again.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'add' -d 'Add a line to the ledger, with size and SHA-256 of the files named.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" last' -l 'last' -d 'Only the latest runs.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger runs" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger steps" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trend" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger failures" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger trouble" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" home' -l 'home' -d 'Name this home folder in paths and commands, for a reader in another one.' -rfa '(__mp-ledger_complete_directories)'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger summary" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger verdict" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger daily" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger pacing" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" o output' -l 'output' -s 'o' -d 'Write to this file, atomically, instead of standard output.' -rF
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_positional "mp-ledger overview" -eq 1' -fa '(__mp-ledger_complete_directories)'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" o output' -l 'output' -s 'o' -d 'Write to this file, atomically, instead of standard output.' -rF
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger overview" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger files" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger last" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger arguments" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" resume' -l 'resume' -d 'Continue a run.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" run' -l 'run' -d 'The run (default: the latest).' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger begin" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" run' -l 'run' -d 'The run.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" tool' -l 'tool' -d 'The program that the run is done by, for messages, the log and the ledger.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" resume' -l 'resume' -d 'Skip steps that need not be done again.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" force' -l 'force' -d 'Go on though the health check found something critical.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" strict' -l 'strict' -d 'Stop before the tracker is filled when the records have errors.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" dry-run' -l 'dry-run' -d 'Only print what would be done.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" all-messages' -l 'all-messages' -d 'Show the steps\' messages on a terminal, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" earlier' -l 'earlier' -d 'The records to compare with, for --dry-run.' -rF
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run"' -l 'left-out' -d 'A workbook that the run did not take, a tab, and the reason; may be given again.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" home' -l 'home' -d 'Name this home folder in paths and commands, for a reader in another one.' -rfa '(__mp-ledger_complete_directories)'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" run' -l 'run' -d 'The run.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" step' -l 'step' -d 'The step.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" run' -l 'run' -d 'The run.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" step' -l 'step' -d 'The step.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" tool' -l 'tool' -d 'The program that the line is about.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" status' -l 'status' -d 'Its exit status.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" seconds' -l 'seconds' -d 'The wall time.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" error' -l 'error' -d 'Why it failed.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" verdict' -l 'verdict' -d 'The run\'s verdict by the rules, to be kept with its end.' -rfka 'ready to send ready with warnings do not send'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add"' -l 'left-out' -d 'A workbook that the run did not take, a tab, and the reason; may be given again.' -rfka ''
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add"' -l 'input' -d 'A file that was read; may be given again.' -rF
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add"' -l 'output' -d 'A file that was written; may be given again.' -rF
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" version' -l 'version' -d 'Show the version.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-ledger' -n '__mp-ledger_should_offer_completions_for_flags_or_options "mp-ledger help" version' -l 'version' -d 'Show the version.'
