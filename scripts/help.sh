# Prints the comment at the head of the script that sources this file, and exits, when the script's first argument is --help or -h.
case ${1:-} in
-h | --help)
    sed -n '1d; /^#/!q; s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
