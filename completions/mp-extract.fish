function __mp-extract_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-extract_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-extract_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-extract_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-extract_parse_tokens -S
    set -l unparsed_tokens (__mp-extract_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-extract'
        __mp-extract_parse_subcommand 0 'planned=+' 'delivered=+' 'platform=+' 'client=' 'source=' 'versions=' 'duplicates=' 'from=' 'to=' 'month=' 'draft-source=' 'explain=' 'check-source=+' 'columns' 'output=' 'stamp=' 'by=' 'o=' 'format=' 'combine' 'list-regions' 'control-totals' 'brand-lift' 'coverage' 'chunk-size=' 'strict' 'fail-on=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-extract_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-extract_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-extract_parse_subcommand -S -a positional_count
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

function __mp-extract_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-extract_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-extract_tokens -p)
    if test -z "$(__mp-extract_tokens -t)"
        set -l index (count (__mp-extract_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-extract' -f
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract"' -l 'planned' -d 'Read plans: workbooks, CSV or TSV, or - for standard input, which may be a grid from xlsx2tsv --grid.' -rfa '(set -l exts \'xlsx\' \'xlsm\' \'csv\' \'tsv\' \'zip\' \'gz\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract"' -l 'delivered' -d 'Read platforms\' reports: workbooks, CSV or TSV, or - for standard input. A pattern such as \'DELIVERED_*.csv\' stands for all files that it matches.' -rfa '(set -l exts \'xlsx\' \'xlsm\' \'csv\' \'tsv\' \'zip\' \'gz\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract"' -l 'platform' -d 'Read this platform\'s sheets only; aliases are understood. May be given several times.' -rfka '(__mp-extract_custom_completion ---completion -- --platform (count (__mp-extract_tokens -pc)) (__mp-extract_tokens -tC))'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" client' -l 'client' -d 'Use the rules of this client (default: CLIENT_ID).' -rfka '(__mp-extract_custom_completion ---completion -- --client (count (__mp-extract_tokens -pc)) (__mp-extract_tokens -tC))'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" source' -l 'source' -d 'Read the files by this source profile of config/sources, instead of the one that matches.' -rfka '(__mp-extract_custom_completion ---completion -- --source (count (__mp-extract_tokens -pc)) (__mp-extract_tokens -tC))'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" versions' -l 'versions' -d 'Where versions of one plan stand side by side, read the newest, or sum them; otherwise they are an error.' -rfka 'newest sum'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" duplicates' -l 'duplicates' -d 'Where lines of one day, market and name are there twice, take those of the newest report, sum them, or fail; otherwise the first counts, and it is an error.' -rfka 'newest sum fail'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" from' -l 'from' -d 'Leave out lines that end before this day.' -rfka ''
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" to' -l 'to' -d 'Leave out lines that begin after this day.' -rfka ''
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" month' -l 'month' -d 'Leave out lines of other months than this one, such as 2026-04.' -rfka ''
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" draft-source' -l 'draft-source' -d 'Write a source profile for this file, with what its headers and values tell, as JSON; what is open is asked in messages.' -rF
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" explain' -l 'explain' -d 'Show for each sheet of this file the row that is most likely its header, what each of its cells means or may mean, what the rows under it were taken for, and what is missing.' -rF
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract"' -l 'check-source' -d 'Show what the source profile that is named first makes of the file named behind it: first records, sums, and columns without a place.' -rF
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" columns' -l 'columns' -d 'With --draft-source, write a table of the columns instead: header, record column, score, first values.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" output' -l 'output' -d 'Write PLANNED_, DELIVERED_ and COMBINED_ with date and time into this folder, as .xlsx and .tsv, and print their paths.' -rfa '(__mp-extract_complete_directories)'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" stamp' -l 'stamp' -d 'With --output, use this instead of date and time in the names, and replace files of these names.' -rfka ''
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" by' -l 'by' -d 'Sum the records of each day, week (ISO 8601) or month, by platform, market and stage.' -rfka 'day week month'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" o' -s 'o' -d 'Write records to this file, atomically, instead of standard output.' -rF
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" format' -l 'format' -d 'Write records as tsv or ndjson (default: by the ending of -o FILE, else tsv).' -rfka 'tsv ndjson'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" combine' -l 'combine' -d 'Write planned and delivered records together; with --output, write COMBINED_ even for one of them.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" list-regions' -l 'list-regions' -d 'List the regions instead: file, sheet, platform, kind, range, header row, lines, and what the fence lacks, as TSV.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" control-totals' -l 'control-totals' -d 'Write the plans\' own summaries instead, a record for each total: platform, market, stage, measure, currency, value, cell.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" brand-lift' -l 'brand-lift' -d 'Write the results of the reports\' brand-lift tables instead, a record for each cell: platform, market, metric, measure, status, value, cell.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" coverage' -l 'coverage' -d 'List what became of every cell instead, by sheet and range: in a record, a control total, a label, ignored, or not accounted for and why. Ends with status 1 when a number is not accounted for.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" chunk-size' -l 'chunk-size' -d 'Show progress and hand on NDJSON every so many rows.' -rfka ''
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" strict' -l 'strict' -d 'Take warnings as errors.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" fail-on' -l 'fail-on' -d 'End with status 1 for findings of this level: error, warning or never.' -rfka 'error warning never'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" version' -l 'version' -d 'Show the version.'
complete -c 'mp-extract' -n '__mp-extract_should_offer_completions_for_flags_or_options "mp-extract" h help' -s 'h' -l 'help' -d 'Show help information.'
