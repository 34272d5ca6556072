#!/usr/bin/env bash
# A bill of materials as SPDX 2.3 JSON: the Debian packages that own the files of an image, and us.
#   sbom.sh NAME VERSION FILES     FILES: a list of paths, one a line
#   sbom.sh --packages FILES       name, version, architecture and source of each package, by tabs
set -euo pipefail

# The owner of each path; the package database may know a path with or without /usr.
owners() {
  sort -u "$1" | awk '
    { file = $0; sub(/^\/usr/, "", file) }
    NR == FNR { path[file] = $0; next }
    file in path { owner = FILENAME; gsub(/.*\/|(:[a-z0-9-]+)?\.list$/, "", owner); owners[file] = owner }
    END {
      for (file in path) {
        if (file in owners) { print owners[file]; continue }
        print "no package owns " path[file] >"/dev/stderr"
        missing = 1
      }
      exit missing
    }' - /var/lib/dpkg/info/*.list | sort -u
}

packages() {
  local names
  names=$(owners "$1")
  # shellcheck disable=SC2086  # a list of package names
  dpkg-query -W -f='${Package}\t${Version}\t${Architecture}\t${source:Package}\n' $names | sort -u
}

if [[ $1 == --packages ]]; then
  packages "$2"
  exit
fi
name=$1 version=$2 files=$3
# shellcheck source=/dev/null
distribution=$(. /etc/os-release && echo "$ID-$VERSION_ID")
listed=$(packages "$files")
# A name of the document that is the same for the same content.
namespace=https://probity.example/spdx/$name-$version-$(sha256sum <<<"$listed" | cut -c 1-32)
awk -F '\t' -v name="$name" -v version="$version" -v uri="$namespace" -v os="$distribution" '
  function quoted(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
  function id(text) { gsub(/[^A-Za-z0-9.-]/, "-", text); return text }
  function encoded(text) { gsub(/\+/, "%2B", text); gsub(/:/, "%3A", text); gsub(/~/, "%7E", text); return text }
  BEGIN {
    print "{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"dataLicense\": \"CC0-1.0\","
    print "  \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"name\": " quoted(name "-" version) ","
    print "  \"documentNamespace\": " quoted(uri) ","
    print "  \"creationInfo\": {\"created\": \"1970-01-01T00:00:00Z\", \"creators\": [\"Tool: probity-sbom\"]},"
    print "  \"packages\": ["
    printf "    {\"SPDXID\": \"SPDXRef-Image\", \"name\": %s, \"versionInfo\": %s, ", quoted(name), quoted(version)
    printf "\"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"licenseConcluded\": \"NOASSERTION\", "
    printf "\"licenseDeclared\": \"NOASSERTION\", \"copyrightText\": \"NOASSERTION\"}"
    links = "    {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-Image\"}"
  }
  NF == 4 {
    reference = "SPDXRef-Package-" id($1)
    printf ",\n    {\"SPDXID\": %s, \"name\": %s, \"versionInfo\": %s, ", quoted(reference), quoted($1), quoted($2)
    printf "\"supplier\": \"Organization: Debian\", \"sourceInfo\": %s, ", quoted("built from source package " $4)
    printf "\"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"licenseConcluded\": \"NOASSERTION\", "
    printf "\"licenseDeclared\": \"NOASSERTION\", \"copyrightText\": \"NOASSERTION\", "
    printf "\"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\", "
    printf "\"referenceLocator\": %s}]}", quoted("pkg:deb/debian/" encoded($1) "@" encoded($2) "?arch=" $3 "&distro=" os)
    links = links ",\n    {\"spdxElementId\": \"SPDXRef-Image\", \"relationshipType\": \"CONTAINS\", \"relatedSpdxElement\": " quoted(reference) "}"
  }
  END { print "\n  ],\n  \"relationships\": [\n" links "\n  ]\n}" }
' <<<"$listed"
