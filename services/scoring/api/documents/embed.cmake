# cmake -DDIR=policies/documents -DOUT=file -P embed.cmake: every file of the folder as text in C++.
file(GLOB_RECURSE files RELATIVE ${DIR} ${DIR}/*.csv ${DIR}/*.txt)
list(SORT files)
set(lines "")
foreach(name ${files})
  file(READ ${DIR}/${name} text)
  string(APPEND lines "      {\"${name}\", R\"document(${text})document\"},\n")
endforeach()
file(WRITE ${OUT} "// Generated from policies/documents.
#include \"services/scoring/api/documents/book.h\"

namespace probity::scoring {

std::map<std::string, std::string> ShippedDocumentFiles() {
  return {
${lines}  };
}

}  // namespace probity::scoring
")
