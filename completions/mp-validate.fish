function __mp-validate_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-validate_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __mp-validate_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __mp-validate_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __mp-validate_parse_tokens -S
    set -l unparsed_tokens (__mp-validate_tokens -pc)
    switch $unparsed_tokens[1]
    case 'mp-validate'
        __mp-validate_parse_subcommand -r 1 'planned=+' 'delivered=+' 'control-totals=+' 'brand-lift=' 'against=+' 'template=' 'client=' 'against-earlier=' 'check-data' 'month=' 'from=' 'to=' 'rules=' 'silence=+' 'baseline=' 'write-baseline=' 'until=' 'list-rules' 'format=' 'o/report=+' 'valid=' 'invalid=' 'fail-on=' 'changes' 'write-changes=' 'pacing' 'write-pacing=' 'as-of=' 'max-findings=' 'messages=' 'progress=' 'log-level=' 'follow' 'verbose' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __mp-validate_parse_subcommand -r 1 'version'
        end
    end
end

function __mp-validate_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __mp-validate_parse_subcommand -S -a positional_count
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

function __mp-validate_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __mp-validate_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__mp-validate_tokens -p)
    if test -z "$(__mp-validate_tokens -t)"
        set -l index (count (__mp-validate_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'mp-validate' -f
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_positional "mp-validate" -ge 1' -fa '(set -l exts \'xlsx\' \'xlsm\' \'tsv\' \'ndjson\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -l 'planned' -d 'Read this workbook as a plan, whatever it is called. May be given several times.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -l 'delivered' -d 'Read this workbook as a platforms\' report, whatever it is called. May be given several times.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -l 'control-totals' -d 'Hold the records against the summaries of this plan. May be given several times.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" brand-lift' -l 'brand-lift' -d 'Hold trackers against this table of brand-lift results, instead of the one beside the records.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'tsv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -l 'against' -d 'The files are trackers: hold every figure of theirs against these records.' -rfa '(set -l exts \'tsv\' \'ndjson\' \'xlsx\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" template' -l 'template' -d 'With --against, hold labels, formulas and merges against this template.' -rfa '(set -l exts \'xlsx\' \'xlsm\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" client' -l 'client' -d 'Use the rules of this client when reading workbooks (default: CLIENT_ID).' -rfka '(__mp-validate_custom_completion ---completion -- --client (count (__mp-validate_tokens -pc)) (__mp-validate_tokens -tC))'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" against-earlier' -l 'against-earlier' -d 'Say what changed since these records of an earlier run: lines gone, new and changed.' -rfa '(set -l exts \'tsv\' \'ndjson\' \'xlsx\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" check-data' -l 'check-data' -d 'The files are records, and each is judged by itself.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" month' -l 'month' -d 'Hold trackers and records to this month, such as 2026-04: reports\' lines of its days, and the plan in proportion to them.' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" from' -l 'from' -d 'Hold trackers and records to the days from this one on, in the same way.' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" to' -l 'to' -d 'Hold trackers and records to the days up to this one, in the same way.' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" rules' -l 'rules' -d 'Take levels, thresholds and limits from this file (default: config/validation_rules.json under MP_HOME).' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -l 'silence' -d 'Switch this rule off, by its code. May be given several times.' -rfka '(__mp-validate_custom_completion ---completion -- --silence (count (__mp-validate_tokens -pc)) (__mp-validate_tokens -tC))'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" baseline' -l 'baseline' -d 'Accept the findings that this file names, each until its day.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" write-baseline' -l 'write-baseline' -d 'Write all findings to this file as a baseline.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" until' -l 'until' -d 'The last day of a baseline that is written (default: in 90 days).' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" list-rules' -l 'list-rules' -d 'List all rules with level and explanation, as TSV, and check nothing.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" format' -l 'format' -d 'Write the report as text, ndjson, junit or html; a table (--changes, --pacing) as tsv or ndjson, --pacing also as prometheus.' -rfka 'text ndjson junit html tsv prometheus'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate"' -s 'o' -l 'report' -d 'Write the report to this file, in the format of its ending unless --format is given; the verdict alone goes to standard output. May be given several times.' -rF
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" valid' -l 'valid' -d 'Write the records without a finding at or above --fail-on to this file (.tsv, .ndjson or .xlsx).' -rF
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" invalid' -l 'invalid' -d 'Write the other records to this file.' -rF
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" fail-on' -l 'fail-on' -d 'End with status 1 for findings of this level: error, warning or never.' -rfka 'error warning never'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" changes' -l 'changes' -d 'With --against-earlier, write each change instead of the report, as TSV or NDJSON.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" write-changes' -l 'write-changes' -d 'With --against-earlier, write each change to this file (.tsv or .ndjson).' -rfa '(set -l exts \'tsv\' \'ndjson\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" pacing' -l 'pacing' -d 'Compare spend with the plan to date, by platform, market and stage, and write that instead of the report.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" write-pacing' -l 'write-pacing' -d 'Compare spend with the plan to date, and write it to this file (.tsv, .ndjson or .prom).' -rfa '(set -l exts \'tsv\' \'ndjson\' \'prom\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" as-of' -l 'as-of' -d 'With --pacing or --write-pacing, the last day that counts (default: each platform\'s last day of data).' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" max-findings' -l 'max-findings' -d 'List so many findings of each rule; all are counted.' -rfka ''
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" messages' -l 'messages' -d 'Write messages as text or as JSON objects, one a line.' -rfka 'text ndjson'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" progress' -l 'progress' -d 'Show progress on standard error: auto (on a terminal), always or never.' -rfka 'auto always never'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" log-level' -l 'log-level' -d 'Log events from this level on: debug, info, warning or error.' -rfka 'debug info warning error'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" follow' -l 'follow' -d 'Follow your own symbolic links to outputs in folders that others may write to, too.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" verbose' -l 'verbose' -d 'With --version, tell the versions of the system\'s libraries, too.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" version' -l 'version' -d 'Show the version.'
complete -c 'mp-validate' -n '__mp-validate_should_offer_completions_for_flags_or_options "mp-validate" h help' -s 'h' -l 'help' -d 'Show help information.'
