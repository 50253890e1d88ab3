function __mp-map_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-map_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-map_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-map_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-map_parse_tokens -S
    set -l unparsed_tokens (__mp-map_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-map'
        __mp-map_parse_subcommand -r 1 'i/input=+' 't/template=+' 'o/output=' 'figures=' 'control-totals=+' 'brand-lift=' 'live-limit=' 'client=' 'platform=+' 'market-order=' 'month=' 'from=' 'to=' 'report-dir=' 'lineage=' 'explain=' 'receipt=' 'n/dry-run' 'fail-on=' 'suggest=' 'no-samples' 'check-rules' 'fix' 'planned=+' 'delivered=+' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-map_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-map_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-map_parse_subcommand -S -a positional_count
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

function __mp-map_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-map_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-map_tokens -p)
    if test -z "$(__mp-map_tokens -t)"
        set -l index (count (__mp-map_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-map' -f
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -s 'i' -l 'input' -d 'The records: .xlsx, TSV or NDJSON as mp-extract writes them; - is standard input. Of several files, the newest is taken.' -rfa '(set -l exts \'tsv\' \'ndjson\' \'xlsx\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -s 't' -l 'template' -d 'The template to fill. Of several files, the newest is taken.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" o output' -s 'o' -l 'output' -d 'The tracker to write, atomically.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" figures' -l 'figures' -d 'What figures are: live (formulas over the records, which the tracker then holds) or values.' -rfka 'live values'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -l 'control-totals' -d 'Take planned reach and frequency from the summaries of this plan, where the client\'s campaign_reach asks for them. May be given several times.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" brand-lift' -l 'brand-lift' -d 'Take what brand-lift studies found from this table, instead of the one beside the records.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'tsv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" live-limit' -l 'live-limit' -d 'Above so many records figures are values.' -rfka ''
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" client' -l 'client' -d 'Use this client\'s rules (default: CLIENT_ID).' -rfka '(__mp-map_custom_completion ---completion -- --client (count (__mp-map_tokens -pc)) (__mp-map_tokens -tC))'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -l 'platform' -d 'Map only this platform; may be given again for others.' -rfka '(__mp-map_custom_completion ---completion -- --platform (count (__mp-map_tokens -pc)) (__mp-map_tokens -tC))'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" market-order' -l 'market-order' -d 'The order of markets: planned or actual (by budget, largest first), name, or template.' -rfka 'planned actual name template'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" month' -l 'month' -d 'Fill the tracker for this month, such as 2026-04: reports\' lines of its days, and the plan in proportion to them.' -rfka ''
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" from' -l 'from' -d 'Fill the tracker for the days from this one on, in the same way.' -rfka ''
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" to' -l 'to' -d 'Fill the tracker for the days up to this one, in the same way.' -rfka ''
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" report-dir' -l 'report-dir' -d 'Write the reports to this folder; none writes none. (default: beside the tracker)' -rfa '(__mp-map_complete_directories)'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" lineage' -l 'lineage' -d 'Write what is behind each filled cell to this file, as NDJSON.' -rF
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" explain' -l 'explain' -d 'Print what is behind a cell (E28 or Sheet!E28) of the tracker that is named last, and map nothing.' -rfka ''
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_positional "mp-map" -ge 1' -fa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" receipt' -l 'receipt' -d 'Write the SHA-256 of every part before and after, and each changed cell, as NDJSON; - is standard output.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'ndjson\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" dry-run n' -s 'n' -l 'dry-run' -d 'Write nothing but the structure found and every planned write, as TSV.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" fail-on' -l 'fail-on' -d 'End with status 1 for findings of this level: error, warning or never.' -rfka 'error warning never'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" suggest' -l 'suggest' -d 'Propose destinations of source columns that have none: offline, claude (asks the Anthropic Messages API) or off.' -rfka 'offline claude off'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" no-samples' -l 'no-samples' -d 'With --suggest claude, send names of columns only, and no values.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" check-rules' -l 'check-rules' -d 'Map nothing: check the clients\' rules, and list what each of them matched in workbooks, as TSV.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" fix' -l 'fix' -d 'With --check-rules, move sections of the rules file that are in the wrong place to where they belong.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -l 'planned' -d 'With --check-rules, try the rules on these plans (default: the newest under input).' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map"' -l 'delivered' -d 'With --check-rules, try the rules on these platforms\' reports (default: the newest under input).' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" version' -l 'version' -d 'Show the version.'
complete -c 'mp-map' -n '__mp-map_should_offer_completions_for_flags_or_options "mp-map" h help' -s 'h' -l 'help' -d 'Show help information.'
