#!/usr/bin/env bash
# PrairieLearn runs this in the image for every submission, and reads results/results.json.
root="${GRADE_ROOT:-/grade}"
results="$root/results/results.json"
export LC_ALL=C.UTF-8

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
mkdir -p "$root/results"
cp ungraded.json "$results" # what is read if the grader is killed before it writes its own
# PrairieLearn gives a terminal, for which bars would be drawn; a pipe gets plain lines.
grade run %assignment% "$root/student" %options% --report "prairielearn=$results" 2>&1 </dev/null | cat
echo "grade ended with status ${PIPESTATUS[0]}"
