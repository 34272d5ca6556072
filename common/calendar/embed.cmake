# cmake -DDATA=file -DTEMPLATE=file -DOUT=file -P embed.cmake: the template with DATA's text in it.
file(READ ${DATA} PROBITY_CALENDAR_DATA)
configure_file(${TEMPLATE} ${OUT} @ONLY)
