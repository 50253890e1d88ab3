function __mp-archive_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-archive_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-archive_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-archive_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-archive_parse_tokens -S
    set -l unparsed_tokens (__mp-archive_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-archive'
        __mp-archive_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'create'
            __mp-archive_parse_subcommand 0 'from=' 'into=' 'older-than=' 'include=+' 'exclude=+' 'min-size=' 'max-size=' 'format=' 'remove' 'trash=' 'grace=' 'verify' 'n/dry-run' 'apply=' 'wait=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'verify'
            __mp-archive_parse_subcommand -r 1 'receipt=' 'record' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'list'
            __mp-archive_parse_subcommand 1 'format=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'restore'
            __mp-archive_parse_subcommand -r 2 'to=' 'overwrite' 'wait=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'prune'
            __mp-archive_parse_subcommand 0 'from=' 'keep=' 'keep-last=' 'keep-daily=' 'keep-weekly=' 'keep-monthly=' 'include=+' 'allow-empty' 'trash=' 'grace=' 'n/dry-run' 'wait=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'backup'
            __mp-archive_parse_subcommand 0 'into=' 'format=' 'allow-empty' 'wait=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'settings'
            __mp-archive_parse_subcommand 0 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        case 'help'
            __mp-archive_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-archive_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-archive_parse_subcommand -S -a positional_count
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

function __mp-archive_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-archive_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-archive_tokens -p)
    if test -z "$(__mp-archive_tokens -t)"
        set -l index (count (__mp-archive_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-archive' -f
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'create' -d 'Put the files of a folder into one archive per month.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'verify' -d 'Read archives to their end and hold them against their manifests.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'list' -d 'List what an archive holds.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'restore' -d 'Bring files of an archive back to a folder.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'prune' -d 'Remove the files that no rule keeps.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'backup' -d 'Save input, output, logs, config and archive under MP_HOME, and prove that they can be restored.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'settings' -d 'Print the rules of retention that hold.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" from' -l 'from' -d 'The folder whose files are archived.' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" into' -l 'into' -d 'The folder of the archives. (default: archive under MP_HOME)' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" older-than' -l 'older-than' -d 'Only files last modified at least so long ago: 30d, 12h, 2w.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create"' -l 'include' -d 'Only files that match this pattern; may be given again for others.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create"' -l 'exclude' -d 'No files that match this pattern; may be given again for others.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" min-size' -l 'min-size' -d 'Only files of at least so many bytes: 500, 64K, 10M, 2G.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" max-size' -l 'max-size' -d 'Only files of at most so many bytes.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" format' -l 'format' -d 'The format: tar.gz, tar.zst or zip.' -rfka 'tar.gz tar.zst zip'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" remove' -l 'remove' -d 'Remove files that are certainly in the archive.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" trash' -l 'trash' -d 'Move files that are certainly in the archive to this folder instead of removing them.' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" grace' -l 'grace' -d 'Remove from the trash what was moved there longer ago. (default: 7d)' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" verify' -l 'verify' -d 'Read new archives back though nothing is removed.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" dry-run n' -s 'n' -l 'dry-run' -d 'Do nothing but write the plan, as NDJSON.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" apply' -l 'apply' -d 'Do what this plan says, where nothing changed since; - is standard input.' -rF
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" wait' -l 'wait' -d 'Wait so many seconds for another run.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive create" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive verify" -ge 1' -fa '(set -l exts \'tar.gz\' \'tar.zst\' \'zip\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" receipt' -l 'receipt' -d 'Hold the archives against this receipt, which is kept elsewhere.' -rF
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" record' -l 'record' -d 'Add archives that are good and new to the receipt; it is made if it is missing.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive list" -eq 1' -fa '(set -l exts \'tar.gz\' \'tar.zst\' \'zip\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" format' -l 'format' -d 'Write tsv or ndjson.' -rfka 'tsv ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_positional "mp-archive restore" -eq 1' -fa '(set -l exts \'tar.gz\' \'tar.zst\' \'zip\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" to' -l 'to' -d 'The folder to restore to; it is made.' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" overwrite' -l 'overwrite' -d 'Replace files that are there already.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" wait' -l 'wait' -d 'Wait so many seconds for another run.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive restore" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" from' -l 'from' -d 'The folder whose files are meant.' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" keep' -l 'keep' -d 'Keep files younger than this: 30d, 12h, 2w.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" keep-last' -l 'keep-last' -d 'Keep the newest files.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" keep-daily' -l 'keep-daily' -d 'Keep the newest file of each of so many days.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" keep-weekly' -l 'keep-weekly' -d 'Keep the newest file of each of so many weeks.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" keep-monthly' -l 'keep-monthly' -d 'Keep the newest file of each of so many months.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune"' -l 'include' -d 'Only files that match this pattern; may be given again for others.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" allow-empty' -l 'allow-empty' -d 'Remove files though none stays.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" trash' -l 'trash' -d 'Move files to this folder instead of removing them.' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" grace' -l 'grace' -d 'Remove from the trash what was moved there longer ago. (default: 7d)' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" dry-run n' -s 'n' -l 'dry-run' -d 'Remove nothing; only say what would be.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" wait' -l 'wait' -d 'Wait so many seconds for another run.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive prune" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" into' -l 'into' -d 'The folder of the backups. (default: backup under MP_HOME)' -rfa '(__mp-archive_complete_directories)'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" format' -l 'format' -d 'The format: tar.gz, tar.zst or zip.' -rfka 'tar.gz tar.zst zip'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" allow-empty' -l 'allow-empty' -d 'Make a backup though a folder is empty that was not when the one before was made.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" wait' -l 'wait' -d 'Wait so many seconds for another run.' -rfka ''
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive backup" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" version' -l 'version' -d 'Show the version.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive settings" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'mp-archive' -n '__mp-archive_should_offer_completions_for_flags_or_options "mp-archive help" version' -l 'version' -d 'Show the version.'
