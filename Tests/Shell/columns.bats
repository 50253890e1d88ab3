#!/usr/bin/env bats
# The columns that xlsx2tsv writes are taken as what they are by the programs that people read them with.

bats_require_minimum_version 1.5.0

setup() {
    load helpers
    export PATH=$root/.build/python/bin:$PATH PYTHONPATH=$root/.build/python
}

# columns_of READER: holds the columns of every format to it.
columns_of() {
    run python3 "$root/Tests/Oracle/column_types.py" "$MP_BIN/xlsx2tsv" "$1"
    ((status != 77)) || skip "$output"
    status_is 0
}

@test "DuckDB takes columns as what they are" {
    columns_of duckdb
}

@test "pandas takes columns as what they are" {
    columns_of pandas
}

@test "Miller takes columns as what they are" {
    columns_of miller
}

@test "PostgreSQL takes columns as what they are" {
    start_postgresql || skip "the PostgreSQL server is missing"
    run python3 "$root/Tests/Oracle/column_types.py" "$MP_BIN/xlsx2tsv" postgresql
    stop_postgresql
    status_is 0
}
