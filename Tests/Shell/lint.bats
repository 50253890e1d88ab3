#!/usr/bin/env bats
# scripts/lint-arithmetic: what can trap on input is found when it is new.

load helpers

# planted LINE: what the check says of a file of that line, in a room that reads files.
planted() {
    mkdir -p "$BATS_TEST_TMPDIR/Package"
    printf 'func f() {\n    %s\n}\n' "$1" >"$BATS_TEST_TMPDIR/Package/New.swift"
    run "$scripts/lint-arithmetic" "$BATS_TEST_TMPDIR/Package/New.swift"
}

@test "the rooms that read input have nothing new that can trap, and looking takes no time" {
    run timeout 20 "$scripts/lint-arithmetic"
    status_is 0
}

@test "each kind of trap is found when it is planted" {
    while IFS='|' read -r kind line; do
        planted "$line"
        status_is 1
        says "New.swift: $kind: $line"
    done <<'END'
force-unwrap|let first = bytes.first!
force-unwrap|let name = names[index]!.text
force-unwrap|let value = Int(text)!
force-try|let json = try! JSON(parsing: bytes)
force-cast|let text = value as! String
abs|let size = abs(cell)
int-of-double|let day = Int(serial)
int-of-double|let count = Int(cell.number)
int-of-double|let whole = Int(x.rounded(.down))
digits|value = value * 10 + digit
stated|let end = header.offset + 46
stated|let total = size * 2
product|let cells = width * height
sum|let end = start + header.length
END
}

@test "what is checked, said or a text is not" {
    while IFS= read -r line; do
        planted "$line"
        status_is 0
    done <<'END'
let (end, isTooFar) = start.addingReportingOverflow(size)
let hash = hash &* 31 &+ byte
guard let day = Int(exactly: serial.rounded()) else { return }
let end = start + size  // fits: both are places in an array
if !isEmpty, a != b { print("first! abs(x) size + 1") }
// value * 10 + digit
let first = bytes.first ?? 0
END
}

@test "a known line that is written a second time is found" {
    line=$(awk -F '\t' '$2 == "force-unwrap" { print $3; exit }' "$root/scripts/lint-arithmetic.known")
    file=$(awk -F '\t' '$2 == "force-unwrap" { print $1; exit }' "$root/scripts/lint-arithmetic.known")
    cp -r "$root/scripts" "$BATS_TEST_TMPDIR/scripts"
    mkdir -p "$BATS_TEST_TMPDIR/$(dirname "$file")"
    cp "$root/$file" "$BATS_TEST_TMPDIR/$file"
    cd "$BATS_TEST_TMPDIR"
    run scripts/lint-arithmetic "$file"
    status_is 0
    printf '%s\n' "$line" >>"$file"
    run scripts/lint-arithmetic "$file"
    status_is 1
    says force-unwrap
}
