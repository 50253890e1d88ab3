#!/usr/bin/env bats
# Installation, removal and the Debian package, of a release build where there is one.

setup() {
    root=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd)
    release=$(readlink -f "$root/.build/release" || true)
    [[ -x $release/mp-extract && -e $release/mp-ask ]] || skip "there is no release build; scripts/build makes one"
    export SOURCE_DATE_EPOCH=1790000000
    unset MP_HOME CLIENT_ID CI
    cd "$BATS_TEST_TMPDIR"
    mkdir samples
    cp "$root"/Tests/Samples/*.xlsx samples/
}

@test "what is installed works away from the checkout, and goes without a trace" {
    "$root/scripts/install" --prefix /opt/mpt --destdir "$PWD/root" --tools "$release"
    bin=$PWD/root/opt/mpt/bin
    for program in "$bin"/*; do "$program" --help >/dev/null; done
    PATH=$bin:/usr/bin:/bin
    mp-extract --planned samples/PLANNED*.xlsx --delivered samples/DELIVERED*.xlsx --combine >records.tsv 2>/dev/null || [ $? -eq 1 ]
    mp-map -i records.tsv -t samples/OUTPUT*.xlsx -o tracker.xlsx 2>/dev/null || [ $? -eq 1 ]
    mp-validate tracker.xlsx --against records.tsv >said 2>/dev/null || [ $? -eq 1 ]
    grep -q ' 0 wrong, 0 missing' said
    if [ -x "$bin/run-complete-workflow" ]; then
        mkdir -p home/input
        cp samples/*.xlsx home/input/
        run-complete-workflow --home home >/dev/null 2>&1 || [ $? -eq 1 ]
        ls home/output/final_mapped_*.xlsx
    fi
    # Timers start what is installed.
    for program in $(sed -n 's/^ExecStart=//p' root/opt/mpt/lib/systemd/system/*.service) /opt/mpt/bin/run-history; do [ -x "root$program" ]; done
    # The prefix's own configuration counts where a home has none.
    run mp-extract --client nobody --planned samples/PLANNED*.xlsx
    [ "$status" -eq 78 ]
    [[ $output == *"known are acme"* ]]
    "$root/scripts/uninstall" --prefix /opt/mpt --destdir "$PWD/root" --purge
    [ -z "$(find root -type f -o -type l)" ]
    [ ! -e root/opt/mpt/lib ]
}

@test "configuration that was changed survives installing again and removing" {
    "$root/scripts/install" --prefix /opt/mpt --destdir "$PWD/root" --tools "$release"
    etc=$PWD/root/opt/mpt/etc/media-plan-tools
    echo '{}' >"$etc/toolkit.json"
    run "$root/scripts/install" --prefix /opt/mpt --destdir "$PWD/root" --tools "$release"
    [[ $output == *"toolkit.json differs and stays"* ]]
    [ "$(cat "$etc/toolkit.json")" = '{}' ]
    "$root/scripts/uninstall" --prefix /opt/mpt --destdir "$PWD/root"
    [ "$(cat "$etc/toolkit.json")" = '{}' ]
}

@test "the package is the same every time, declares what it needs, and lintian finds no error" {
    command -v dpkg-shlibdeps >/dev/null || skip "dpkg-dev is missing"
    mkdir one two
    "$root/scripts/build-deb" --tools "$release" one
    "$root/scripts/build-deb" --tools "$release" two
    cmp one/*.deb two/*.deb
    dpkg-deb -f one/*.deb Depends | grep -q 'libxml2.*zlib1g'
    dpkg-deb --ctrl-tarfile one/*.deb | tar xO ./conffiles | grep -qx /etc/media-plan-tools/toolkit.json
    if command -v lintian >/dev/null; then
        run lintian --fail-on error one/*.deb
        echo "$output"
        [ "$status" -eq 0 ]
    fi
}
